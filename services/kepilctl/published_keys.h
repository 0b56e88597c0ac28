#ifndef KEPIL_SERVICES_KEPILCTL_PUBLISHED_KEYS_H_
#define KEPIL_SERVICES_KEPILCTL_PUBLISHED_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/receipt/receipt_verifier.h"

namespace kepil {

// The one file that `receipt verify --trust` reads and `status --keys` writes:
// anchors as PEM blocks, and outside of them one C2SP verifier key a line;
// after a line "time-stamping" blocks are anchors of the TSA; a line
// "compromised <key> <time>" names a key and since when; empty lines and lines
// with "#" are passed over. INVALID_ARGUMENT/
// FORMAT_UNKNOWN for anything else, and for a file without an anchor.
absl::StatusOr<ReceiptTrust> ParsePublishedKeys(absl::string_view octets);
std::string FormatPublishedKeys(const ReceiptTrust& trust);

// A file with one verifier key in it, as `status --keys` writes log.vkey.
absl::StatusOr<std::string> ParseLogKey(absl::string_view octets);

// Those of a server's receipt certificates that verifiers pin: each that issued
// another one or itself; all of them where there is none such.
std::vector<CertificateRef> AnchorsAmong(
    absl::Span<const CertificateRef> certificates);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_PUBLISHED_KEYS_H_

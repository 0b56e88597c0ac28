#ifndef KEPIL_SERVICES_KEPILCTL_DVCS_EXCHANGE_H_
#define KEPIL_SERVICES_KEPILCTL_DVCS_EXCHANGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"
#include "services/kepilctl/arguments.h"
#include "services/kepilctl/settings.h"

namespace kepil {

// POSTs a request of RFC 3029 to `url`, any address that the user names, with
// the certificate and the CA of `settings`; the answer has at most
// kMaxDvcBytes. Errors as Fetcher::Fetch.
absl::StatusOr<std::string> PostDvcs(const std::string& url,
                                     absl::string_view request,
                                     const Settings& settings);

// INTEGER content octets of a nonce: 16, positive, random. UNAVAILABLE/
// STORE_DOWN without randomness.
absl::StatusOr<std::string> MakeDvcsNonce();

// Certificates of the file that --anchors names, which is required.
absl::StatusOr<std::vector<CertificateRef>> AnchorsFrom(
    const Arguments& arguments);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DVCS_EXCHANGE_H_

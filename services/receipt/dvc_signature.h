#ifndef KEPIL_SERVICES_RECEIPT_DVC_SIGNATURE_H_
#define KEPIL_SERVICES_RECEIPT_DVC_SIGNATURE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/pki/certificate_path.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

enum class DvcSignatureProblem {
  kSignerUnknown,      // Not embedded or given, or no path to the anchors.
  kSignerNotEntitled,  // Not the critical id-kp-dvcs, or no signing usage.
  kSignatureInvalid,
  kSigningCertificateMismatch,  // No ESS reference, or to another certificate.
};

// Whether a signer whose extendedKeyUsage is not critical will do: RFC 3029, 6
// asks for it, 9 only says SHOULD. Ours always are.
enum class DvcKeyUsageRule { kCritical, kPresent };

// The CMS envelope of one DVC or error notice: steps 1 to 4 of what a client
// checks (RFC 3029, 9 and 10), but for the time.
struct DvcSignature {
  std::string response;   // DER of the DVCSResponse, as it was signed.
  CertificateRef signer;  // nullptr if it was not found.
  // Valid paths of the signer to one of the anchors, at whatever time.
  std::vector<CertificatePath> paths;
  std::vector<DvcSignatureProblem> problems;  // Each once; empty: genuine.

  // Whether one of `paths` holds at `time`.
  bool IsWithinValidity(absl::Time time) const;
};

// Whether a CMS signature over attached content is without fatal deviations,
// has signed attributes that cover content and content type, and verifies
// under the key of `signer`.
bool EnvelopeSignatureHolds(const ParsedSignature& signature,
                            const Certificate& signer);

// Largest DVC that is read, in octets: far above what a receipt of 64
// signatures needs.
inline constexpr int64_t kMaxDvcBytes = int64_t{16} << 20;

// Reads and verifies. An anchor may be the signer itself. INVALID_ARGUMENT if
// `dvc` is no SignedData with one signer over a DVCSResponse, or over a limit.
// Revocation is not looked at.
absl::StatusOr<DvcSignature> ReadDvcSignature(
    absl::string_view dvc, const std::vector<CertificateRef>& anchors,
    DvcKeyUsageRule rule);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVC_SIGNATURE_H_

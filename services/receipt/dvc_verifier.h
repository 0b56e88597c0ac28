#ifndef KEPIL_SERVICES_RECEIPT_DVC_VERIFIER_H_
#define KEPIL_SERVICES_RECEIPT_DVC_VERIFIER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/dvcs_request.h"
#include "services/receipt/dvc_signature.h"

namespace kepil {

// What a client of any DVCS finds wrong with its answer (RFC 3029, 10).
enum class DvcProblem {
  kUnreadable,  // No CMS or no DVCSResponse, or over a limit.
  kSignerUnknown,
  kSignerNotEntitled,
  kSignerOutsideValidity,  // At the response time.
  kSignatureInvalid,
  kSigningCertificateMismatch,
  kErrorNotice,      // Genuine, perhaps, but no verdict.
  kRequestMismatch,  // Service, policy, time or extensions were changed.
  kNonceMismatch,
  kServerMismatch,     // `dvcs` does not name the server that was asked.
  kImprintMismatch,    // messageImprint is not of what was asked about.
  kTimeOutsideWindow,  // Response time.
  kTimeToken,          // Response time is a token: nobody verified it here.
  kPolicyNotAccepted,
  kUnknownCriticalExtension,
  kNestedInvalid,  // A DVC inside it has a problem of its own.
  kNestedTooDeep,
};
absl::string_view DvcProblemName(DvcProblem problem);

// What dvStatus and the targets come to.
enum class DvcWord {
  kGranted,
  kGrantedWithMods,  // Look at the targets.
  kRejected,
  kWaiting,  // Ask again.
};

struct DvcVerification {
  std::vector<DvcProblem> problems;  // Each once; empty: genuine and ours.
  std::optional<DvcsCertificateInfo> info;
  std::optional<DvcsErrorNotice> error;
  CertificateRef signer;  // nullptr if it was not found.
  // Of a DVC without problems; kRejected otherwise. A status that fails in any
  // target makes kGranted kGrantedWithMods (RFC 3029, 9.1).
  DvcWord word = DvcWord::kRejected;
  std::vector<DvcVerification> nested;  // DVCs among the assertions.
};

struct DvcVerifyInput {
  absl::string_view dvc;
  std::vector<CertificateRef> anchors;  // One may be the signer itself.
  DvcKeyUsageRule rule = DvcKeyUsageRule::kCritical;
  // The request that it answers; nullptr if it is a document like any other:
  // then only what follows is compared.
  const DvcsRequest* request = nullptr;
  // The octets it speaks of, if they are at hand and `request` is not.
  std::optional<absl::string_view> message;
  std::string server;  // A GeneralName (DER) that `dvcs` must hold; "": any.
  absl::Time earliest = absl::InfinitePast();
  absl::Time latest = absl::InfiniteFuture();
  std::vector<std::string> policies;  // Dotted; empty: any.
};

// DVCs inside one another that are followed, and all of them together.
inline constexpr int kMaxDvcDepth = 3;
inline constexpr int kMaxNestedDvcs = 16;

// Verifies a DVC of any server offline, all checks to the end (standards: RFC
// 3029, 9.1 and 10). Never an error: what cannot be read is a problem. What
// needs more than the octets is the caller's: revocation of the signer at the
// response time, whether the serial number was seen before, the log.
DvcVerification VerifyDvc(const DvcVerifyInput& input);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVC_VERIFIER_H_

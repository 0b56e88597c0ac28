#ifndef KEPIL_SERVICES_KEPILCTL_DVCS_SELFTEST_H_
#define KEPIL_SERVICES_KEPILCTL_DVCS_SELFTEST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/dvcs_status.h"

namespace kepil {

// One request of the published list (docs/interop.md), and what a server that
// supports it answers: a genuine DVC of that request, or an error notice with
// that failInfo.
struct SelfTestQuestion {
  std::string name;                    // "vsd", "error.badTime".
  std::string octets;                  // What is POSTed.
  std::optional<DvcsRequest> request;  // Of a DVC.
  std::optional<DvcFailure> failure;   // Of a notice.
};

struct SelfTestMaterial {
  std::string document;     // A CMS SignedData with its content inside.
  std::string certificate;  // DER, for cpkc.
  std::string nonce;        // INTEGER content octets.
  absl::Time now;
};

// The list, in its order: every service, certificates in both taggings, a time
// that is past, and the notices that RFC 3029, 9.2 prescribes. Without a
// certificate that can be read there is no badly signed request.
std::vector<SelfTestQuestion> SelfTestQuestions(
    const SelfTestMaterial& material);

enum class SelfTestOutcome {
  kSupported,
  kNotSupported,  // A genuine notice where a DVC was asked for.
  kWrong,         // Another answer than RFC 3029 wants, or not genuine.
  kNoAnswer,
};
absl::string_view SelfTestOutcomeName(SelfTestOutcome outcome);

struct SelfTestResult {
  SelfTestOutcome outcome = SelfTestOutcome::kNoAnswer;
  std::string detail;  // Problems, or what the notice said.
};

// Judges one answer; `now` bounds its responseTime by five minutes each way.
SelfTestResult JudgeSelfTest(const SelfTestQuestion& question,
                             const absl::StatusOr<std::string>& answer,
                             const std::vector<CertificateRef>& anchors,
                             absl::Time now);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DVCS_SELFTEST_H_

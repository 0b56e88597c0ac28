#include "tests/conformance/given_revocation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/validation/revocation_acceptance.h"
#include "engine/validation/revocation_status.h"
#include "tests/conformance/conformance_policy.h"

namespace kepil {
namespace {

// "" if it is good.
absl::string_view ProblemOf(const RevocationVerdict& verdict) {
  switch (verdict.state) {
    case RevocationVerdict::State::kGood:
      return verdict.is_fresh ? "" : "stale revocation status";
    case RevocationVerdict::State::kRevoked:
      return "revoked";
    case RevocationVerdict::State::kOnHold:
      return "on hold";
    case RevocationVerdict::State::kNotIssued:
      return "not issued";
    case RevocationVerdict::State::kUndetermined:
      return "no revocation status";
  }
  return "?";
}

}  // namespace

void RevocationMaterial::Add(RevocationDataRef data) {
  RevocationEvidence piece;
  piece.data = std::move(data);
  piece.origin = EvidenceOrigin::kQuery;
  evidence.revocation.push_back(std::move(piece));
}

std::vector<std::string> JudgeRevocation(const RevocationMaterial& material,
                                         const CertificatePath& path,
                                         absl::Time time) {
  RevocationAcceptance acceptance(
      {material.evidence, material.pool, ConformancePolicy(), time});
  std::vector<std::string> problems;
  for (size_t i = 0; i < path.certificates.size(); ++i) {
    const RevocationVerdict verdict = DecideRevocation(
        {acceptance.AnswersFor(path, i), ConformancePolicy().revocation_mode(),
         ConformancePolicy(), time,
         RevocationSubjectOf(*path.certificates[i])});
    const absl::string_view problem = ProblemOf(verdict);
    if (verdict.state == RevocationVerdict::State::kUndetermined) {
      problems.push_back(absl::StrCat(
          problem, " [", i, "]: ", FindingReasonName(verdict.reason)));
    } else if (!problem.empty()) {
      problems.push_back(absl::StrCat(problem, " [", i, "]"));
    }
  }
  return problems;
}

}  // namespace kepil

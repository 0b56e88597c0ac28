#include "tests/conformance/given_revocation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/pki/crl.h"
#include "engine/validation/revocation_acceptance.h"
#include "engine/validation/revocation_status.h"
#include "tests/conformance/conformance_policy.h"

namespace kepil {
namespace {

bool HasDeltaCrl(const EvidenceSet& evidence, const Certificate& certificate) {
  return std::any_of(evidence.revocation.begin(), evidence.revocation.end(),
                     [&](const RevocationEvidence& piece) {
                       const auto* crl =
                           dynamic_cast<const Crl*>(piece.data.get());
                       return crl != nullptr && crl->delta_base().has_value() &&
                              crl->issuer() == certificate.issuer();
                     });
}

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
         ConformancePolicy(), time});
    absl::string_view problem = ProblemOf(verdict);
    if (problem.empty() &&
        HasDeltaCrl(material.evidence, *path.certificates[i])) {
      problem = "delta CRL not taken";
    }
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

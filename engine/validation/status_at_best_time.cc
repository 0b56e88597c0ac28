#include "engine/validation/status_at_best_time.h"

#include <algorithm>
#include <utility>

#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/revocation_status.h"
#include "engine/validation/x509_validation.h"

namespace kepil {
namespace {

CertificatePool PoolFor(const ValidationInput& input) {
  return PoolOf({nullptr, input.signature.embedded_certificates(),
                 input.evidence, input.trust, input.policy, input.context,
                 input.control_time});
}

bool IsRevocation(const RevocationAnswer& answer) {
  return answer.is_verified &&
         answer.status.state == RevocationStatus::State::kRevoked &&
         answer.status.reason != RevocationReason::kRemoveFromCrl;
}

}  // namespace

StatusAtBestTime::StatusAtBestTime(const ValidationInput& input,
                                   const CertificatePath& path,
                                   absl::Time best_time)
    : input_(input),
      path_(path),
      best_time_(best_time),
      pool_(PoolFor(input)),
      acceptance_({input.evidence, pool_, input.policy, input.control_time,
                   input.memo}),
      known_(path.certificates.size()) {}

bool StatusAtBestTime::IsGood(size_t i) {
  if (!known_[i].has_value()) {
    known_[i] = Ask(i);
  }
  return *known_[i];
}

bool StatusAtBestTime::Ask(size_t i) {
  const Certificate& certificate = *path_.certificates[i];
  std::vector<RevocationAnswer> answers = acceptance_.AnswersFor(path_, i);
  const bool is_all_later = std::none_of(
      answers.begin(), answers.end(), [&](const RevocationAnswer& answer) {
        return IsRevocation(answer) && answer.status.revoked_at <= best_time_;
      });
  const absl::Time end = certificate.not_after() + absl::Seconds(1);
  answers.erase(std::remove_if(answers.begin(), answers.end(),
                               [&](const RevocationAnswer& answer) {
                                 return !IsRevocation(answer) &&
                                        answer.this_update >= end;
                               }),
                answers.end());
  const RevocationVerdict verdict =
      DecideRevocation({answers, input_.policy.revocation_mode(), input_.policy,
                        best_time_, RevocationSubjectOf(certificate)});
  switch (verdict.state) {
    case RevocationVerdict::State::kGood:
      return verdict.is_fresh && IsReliableNow(verdict);
    case RevocationVerdict::State::kRevoked:
    case RevocationVerdict::State::kOnHold:
      return is_all_later;
    case RevocationVerdict::State::kNotIssued:
    case RevocationVerdict::State::kUndetermined:
      return false;
  }
  return false;
}

bool StatusAtBestTime::IsReliableNow(const RevocationVerdict& verdict) const {
  const auto is_reliable = [&](const AlgorithmIdentifier& algorithm,
                               const PublicKey& key) {
    return CheckObjectAlgorithm(input_.policy, algorithm, key,
                                input_.control_time)
               .outcome != v1::CHECK_OUTCOME_FAILED;
  };
  for (const RevocationAnswer* answer : GoodAnswers(verdict)) {
    if (!is_reliable(answer->algorithm, *answer->key) ||
        (answer->base != nullptr &&
         !is_reliable(answer->base_algorithm, *answer->key))) {
      return false;
    }
  }
  return true;
}

}  // namespace kepil

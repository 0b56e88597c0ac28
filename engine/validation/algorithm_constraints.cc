#include "engine/validation/algorithm_constraints.h"

#include <optional>

namespace kepil {

CheckResult CheckReliability(absl::Time reliable_until, absl::Time time,
                             const Digest& subject) {
  CheckResult check;
  check.detail.subject = subject;
  if (time < reliable_until) {
    return check;
  }
  check.outcome = v1::CHECK_OUTCOME_FAILED;
  if (reliable_until == absl::InfinitePast()) {
    check.if_failed = v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE;
    check.detail.reason = v1::FINDING_REASON_ALGORITHM_UNSUPPORTED;
  } else {
    check.if_failed = v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
    check.detail.reason = v1::FINDING_REASON_ALGORITHM_EXPIRED;
    check.detail.time = reliable_until;
  }
  return check;
}

CheckResult CheckObjectAlgorithm(const ValidationPolicy& policy,
                                 const AlgorithmIdentifier& algorithm,
                                 const PublicKey& key, absl::Time time) {
  const absl::StatusOr<ResolvedAlgorithm> resolved =
      ResolveSignatureAlgorithm(key.family(), algorithm, std::nullopt);
  if (!resolved.ok()) {
    CheckResult check;
    check.outcome = v1::CHECK_OUTCOME_NOT_RUN;
    return check;
  }
  return CheckReliability(policy.ReliableUntil(resolved->algorithm, key), time,
                          Digest());
}

CheckResult KeyFailure(const absl::Status& error, const Digest& subject) {
  CheckResult check;
  check.outcome = v1::CHECK_OUTCOME_FAILED;
  check.if_failed = v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE;
  check.detail.subject = subject;
  check.detail.reason = absl::IsUnimplemented(error)
                            ? v1::FINDING_REASON_ALGORITHM_UNSUPPORTED
                            : v1::FINDING_REASON_KEY_UNUSABLE;
  return check;
}

}  // namespace kepil

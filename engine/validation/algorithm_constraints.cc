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

v1::FindingReason ReasonOfDefect(CryptoDefect defect,
                                 v1::FindingReason otherwise) {
  switch (defect) {
    case CryptoDefect::kNone:
      return otherwise;
    case CryptoDefect::kKeyNotOnCurve:
      return v1::FINDING_REASON_KEY_NOT_ON_CURVE;
    case CryptoDefect::kKeyAtInfinity:
      return v1::FINDING_REASON_KEY_AT_INFINITY;
    case CryptoDefect::kKeyLength:
      return v1::FINDING_REASON_KEY_LENGTH;
    case CryptoDefect::kParameterSetUnknown:
      return v1::FINDING_REASON_PARAMETER_SET_UNKNOWN;
    case CryptoDefect::kKeyDigestConflict:
      return v1::FINDING_REASON_KEY_DIGEST_CONFLICT;
    case CryptoDefect::kIdentifiersConflict:
      return v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT;
    case CryptoDefect::kNumberZero:
      return v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO;
    case CryptoDefect::kNumberTooLarge:
      return v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE;
    case CryptoDefect::kSignatureLength:
      return v1::FINDING_REASON_SIGNATURE_LENGTH;
    case CryptoDefect::kSignatureEncoding:
      return v1::FINDING_REASON_SIGNATURE_ENCODING;
  }
  return otherwise;
}

CheckResult KeyFailure(const absl::Status& error, const Digest& subject) {
  CheckResult check;
  check.outcome = v1::CHECK_OUTCOME_FAILED;
  check.if_failed = v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE;
  check.detail.subject = subject;
  check.detail.reason = ReasonOfDefect(
      DefectOf(error), absl::IsUnimplemented(error)
                           ? v1::FINDING_REASON_ALGORITHM_UNSUPPORTED
                           : v1::FINDING_REASON_KEY_UNUSABLE);
  return check;
}

}  // namespace kepil

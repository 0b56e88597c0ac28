#include "engine/validation/cryptographic_verification.h"

#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/block_run.h"

namespace kepil {
namespace {

using Outcome = SignedDataObject::Outcome;

CheckResult Failure(v1::SubIndication if_failed, v1::FindingReason reason) {
  CheckResult check;
  check.outcome = v1::CHECK_OUTCOME_FAILED;
  check.if_failed = if_failed;
  check.detail.reason = reason;
  return check;
}

// NOT_RUN: it is present, but nothing can be said of its digest.
CheckResult PresenceOf(const SignedDataObject& object) {
  switch (object.outcome) {
    case Outcome::kMatched:
    case Outcome::kMismatched:
    case Outcome::kAlgorithmUnknown:
      return CheckResult();
    case Outcome::kNotPresent:
      return Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                     v1::FINDING_REASON_CONTENT_ABSENT);
    case Outcome::kDigestNotGiven:
      return Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                     v1::FINDING_REASON_DIGEST_ALGORITHM_MISSING);
  }
  return Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                 v1::FINDING_REASON_CONTENT_ABSENT);
}

CheckResult IntegrityOf(const SignedDataObject& object) {
  switch (object.outcome) {
    case Outcome::kMatched:
      return CheckResult();
    case Outcome::kMismatched:
      return Failure(v1::SUB_INDICATION_HASH_FAILURE,
                     v1::FINDING_REASON_DIGEST_MISMATCH);
    case Outcome::kAlgorithmUnknown:
      return Failure(v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
                     v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
    case Outcome::kNotPresent:
    case Outcome::kDigestNotGiven:
      break;
  }
  CheckResult check;
  check.outcome = v1::CHECK_OUTCOME_NOT_RUN;
  return check;
}

// The SHA-256 digest of the object, if that is how it was signed.
Digest SubjectOf(const SignedDataObject& object) {
  if (object.hash != HashAlgorithm::kSha256) {
    return Digest();
  }
  return Digest::FromBytes(object.digest).value_or(Digest());
}

// What an error while resolving or verifying means.
CheckResult ValueFailure(const absl::Status& error) {
  return absl::IsUnimplemented(error)
             ? Failure(v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
                       v1::FINDING_REASON_ALGORITHM_UNSUPPORTED)
             : Failure(v1::SUB_INDICATION_SIG_CRYPTO_FAILURE,
                       v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT);
}

CheckResult ValueOf(const ParsedSignature& signature, const PublicKey& key) {
  const absl::StatusOr<ResolvedAlgorithm> resolved =
      signature.ResolveAlgorithm(key);
  if (!resolved.ok()) {
    return ValueFailure(resolved.status());
  }
  const absl::StatusOr<bool> verified = signature.VerifyValue(key);
  if (!verified.ok()) {
    return absl::IsFailedPrecondition(verified.status())
               ? Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                         v1::FINDING_REASON_CONTENT_ABSENT)
               : ValueFailure(verified.status());
  }
  return *verified
             ? CheckResult()
             : Failure(v1::SUB_INDICATION_SIG_CRYPTO_FAILURE,
                       ReasonOfDefect(key.DefectOfValue(resolved->algorithm,
                                                        signature.value()),
                                      v1::FINDING_REASON_VALUE_MISMATCH));
}

}  // namespace

BlockResult RunCryptographicVerification(
    const CryptographicVerificationInput& input) {
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION);
  const auto objects = input.signature.signed_data();
  if (objects.empty()) {
    run.Apply(v1::CONSTRAINT_SIGNED_DATA_PRESENT,
              Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                      v1::FINDING_REASON_CONTENT_ABSENT));
    run.NotRun(v1::CONSTRAINT_SIGNED_DATA_INTACT, {});
  }
  for (const SignedDataObject& object : objects) {
    CheckResult check = PresenceOf(object);
    check.detail.subject = SubjectOf(object);
    run.Apply(v1::CONSTRAINT_SIGNED_DATA_PRESENT, check);
  }
  for (const SignedDataObject& object : objects) {
    CheckResult check = IntegrityOf(object);
    check.detail.subject = SubjectOf(object);
    run.Apply(v1::CONSTRAINT_SIGNED_DATA_INTACT, check);
  }
  CheckResult check;
  if (!input.key.has_value()) {
    check.outcome = v1::CHECK_OUTCOME_NOT_RUN;
  } else if (!input.key->ok()) {
    check = KeyFailure(input.key->status(), Digest());
  } else {
    check = ValueOf(input.signature, ***input.key);
  }
  check.detail.subject = input.signature.value_digest();
  run.Apply(v1::CONSTRAINT_SIGNATURE_INTACT, check);
  return run.result();
}

}  // namespace kepil

#include "engine/validation/timestamp_validation.h"

#include <string>
#include <utility>

#include "engine/signature/timestamp_token.h"
#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/basic_validation.h"
#include "engine/validation/block_run.h"

namespace kepil {
namespace {

constexpr v1::SignatureContext kContext = v1::SIGNATURE_CONTEXT_TIMESTAMP;

v1::TimestampKind KindOf(TimestampKind kind) {
  switch (kind) {
    case TimestampKind::kContent:
      return v1::TIMESTAMP_KIND_CONTENT;
    case TimestampKind::kSignature:
      return v1::TIMESTAMP_KIND_SIGNATURE;
  }
  return v1::TIMESTAMP_KIND_UNSPECIFIED;
}

// Judges one token that can be read.
class TokenJudgement {
 public:
  explicit TokenJudgement(const TimestampValidationInput& input)
      : input_(input),
        token_(*input.timestamp.token),
        judged_(input.judged),
        run_(judged_.policy, kContext,
             v1::BUILDING_BLOCK_TIMESTAMP_VALIDATION) {}

  TimestampConclusion Run() {
    CheckContents();
    CheckImprint();
    BasicValidationResult basic = RunBasicValidation(
        {token_.signature(), judged_.evidence, judged_.trust, judged_.policy,
         judged_.control_time, kContext, judged_.memo});
    CheckMadeAfterCertificate(basic.signing_certificate);
    const BlockResult& own = run_.result();
    const BlockResult& first =
        run_.has_failed() && basic.block.status == BlockStatus::kPassed
            ? own
            : basic.block;
    TimestampConclusion conclusion;
    conclusion.gen_time = token_.info().gen_time;
    conclusion.indication = IndicationOf(first.status);
    conclusion.sub_indication = first.sub_indication;
    conclusion.path = std::move(basic.path);
    conclusion.signing_certificate = std::move(basic.signing_certificate);
    conclusion.findings = own.findings;
    conclusion.findings.insert(conclusion.findings.end(),
                               basic.block.findings.begin(),
                               basic.block.findings.end());
    return conclusion;
  }

 private:
  CheckResult Token() const {
    CheckResult check;
    check.detail.subject = token_.digest();
    return check;
  }
  CheckResult Failure(v1::SubIndication if_failed,
                      v1::FindingReason reason) const {
    CheckResult check = Token();
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = if_failed;
    check.detail.reason = reason;
    return check;
  }

  void CheckContents();
  void CheckImprint();
  CheckResult ImprintResult() const;
  void CheckMadeAfterCertificate(const CertificateRef& certificate);

  const TimestampValidationInput& input_;
  const TimestampToken& token_;
  const ValidationInput& judged_;
  BlockRun run_;
};

void TokenJudgement::CheckContents() {
  CheckResult check = Token();
  if (token_.info().has_critical_extension) {
    check = Failure(v1::SUB_INDICATION_FORMAT_FAILURE,
                    v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION);
  } else if (token_.info().gen_time >
             judged_.control_time + judged_.policy.clock_skew()) {
    check = Failure(v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE,
                    v1::FINDING_REASON_FUTURE_CLAIMED_TIME);
  }
  check.detail.time = token_.info().gen_time;
  run_.Apply(v1::CONSTRAINT_TIMESTAMP_INTACT, check);
}

CheckResult TokenJudgement::ImprintResult() const {
  const ParsedSignature& signature = judged_.signature;
  const HashAlgorithm hash = token_.info().hash;
  const absl::StatusOr<std::string> stamped =
      input_.timestamp.kind == TimestampKind::kSignature
          ? HashOf(hash, signature.value())
          : signature.HashContent(hash);
  if (absl::IsUnimplemented(stamped.status())) {
    return Failure(v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
                   v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  }
  if (!stamped.ok()) {
    return Failure(v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
                   v1::FINDING_REASON_CONTENT_ABSENT);
  }
  return *stamped == token_.info().imprint
             ? Token()
             : Failure(v1::SUB_INDICATION_HASH_FAILURE,
                       v1::FINDING_REASON_TIMESTAMP_IMPRINT_MISMATCH);
}

// Whoever can make another document with the same imprint can move the token.
void TokenJudgement::CheckImprint() {
  run_.Apply(v1::CONSTRAINT_TIMESTAMP_IMPRINT, ImprintResult());
  run_.Apply(v1::CONSTRAINT_SIGNATURE_ALGORITHM,
             CheckReliability(judged_.policy.ReliableUntil(token_.info().hash),
                              judged_.control_time, token_.digest()));
}

void TokenJudgement::CheckMadeAfterCertificate(
    const CertificateRef& certificate) {
  if (certificate == nullptr) {
    run_.NotRun(v1::CONSTRAINT_VALID_AT_BEST_TIME, Token().detail);
    return;
  }
  CheckResult check = Token();
  if (token_.info().gen_time < certificate->not_before()) {
    check = Failure(v1::SUB_INDICATION_NOT_YET_VALID,
                    v1::FINDING_REASON_NOT_YET_VALID);
    check.detail.time = certificate->not_before();
  }
  check.detail.subject = certificate->fingerprint();
  run_.Apply(v1::CONSTRAINT_VALID_AT_BEST_TIME, check);
}

// A token that could not be read, or was not.
TimestampConclusion Unread(const TimestampValidationInput& input) {
  BlockRun run(input.judged.policy, kContext,
               v1::BUILDING_BLOCK_TIMESTAMP_VALIDATION);
  run.Apply(
      v1::CONSTRAINT_TIMESTAMP_INTACT,
      {v1::CHECK_OUTCOME_FAILED,
       v1::SUB_INDICATION_FORMAT_FAILURE,
       {input.timestamp.digest,
        input.timestamp.is_over_limit ? v1::FINDING_REASON_LIMIT_REACHED
                                      : v1::FINDING_REASON_TIMESTAMP_UNREADABLE,
        {}}});
  TimestampConclusion conclusion;
  conclusion.indication = IndicationOf(BlockStatus::kFailed);
  conclusion.sub_indication = v1::SUB_INDICATION_FORMAT_FAILURE;
  conclusion.findings = run.result().findings;
  return conclusion;
}

}  // namespace

TimestampConclusion RunTimestampValidation(
    const TimestampValidationInput& input) {
  TimestampConclusion conclusion = input.timestamp.token == nullptr
                                       ? Unread(input)
                                       : TokenJudgement(input).Run();
  conclusion.kind = KindOf(input.timestamp.kind);
  conclusion.token = input.timestamp.digest;
  return conclusion;
}

}  // namespace kepil

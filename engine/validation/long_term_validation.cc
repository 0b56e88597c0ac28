#include "engine/validation/long_term_validation.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/validation/block_run.h"
#include "engine/validation/status_at_best_time.h"

namespace kepil {
namespace {

bool IsFailure(const Finding& finding) {
  return finding.outcome == v1::CHECK_OUTCOME_FAILED &&
         finding.level == v1::LEVEL_FAIL;
}

// Whether 5.5 may go on after a failure in `block`: not if the signature itself
// is wrong or its signer unknown.
bool IsLiftable(v1::BuildingBlock block) {
  return block == v1::BUILDING_BLOCK_X509_VALIDATION ||
         block == v1::BUILDING_BLOCK_REVOCATION_FRESHNESS ||
         block == v1::BUILDING_BLOCK_SIGNATURE_ACCEPTANCE;
}

class LongTerm {
 public:
  explicit LongTerm(const LongTermInput& input)
      : judged_(input.judged),
        basic_(input.basic),
        timestamps_(input.timestamps),
        run_(judged_.policy, judged_.context,
             v1::BUILDING_BLOCK_LONG_TERM_VALIDATION) {}

  LongTermResult Run() {
    SetBestTime();
    result_.block = basic_.block;
    if (IsFinal()) {
      return result_;
    }
    result_.block.status = BlockStatus::kPassed;
    result_.block.sub_indication = v1::SUB_INDICATION_NONE;
    if (result_.proof == v1::TIME_PROOF_SIGNATURE_TIMESTAMP &&
        basic_.path.has_value()) {
      status_.emplace(judged_, *basic_.path, result_.best_signature_time);
    }
    if (basic_.block.status != BlockStatus::kPassed &&
        std::none_of(basic_.block.findings.begin(), basic_.block.findings.end(),
                     IsFailure)) {
      Fail(basic_.block.sub_indication);
    }
    for (Finding& finding : result_.block.findings) {
      Weigh(finding);
    }
    CheckOrder();
    CheckDelay();
    const std::vector<Finding>& own = run_.result().findings;
    result_.block.findings.insert(result_.block.findings.end(), own.begin(),
                                  own.end());
    return result_;
  }

 private:
  bool has_time_proof() const {
    return result_.proof == v1::TIME_PROOF_SIGNATURE_TIMESTAMP;
  }
  absl::Time best_time() const { return result_.best_signature_time; }

  void SetBestTime();
  bool IsFinal() const;
  void Weigh(Finding& finding);
  bool Lift(const Finding& finding);
  bool LiftStatus(const Finding& finding);
  bool IsGoodThen(const Digest& certificate);
  bool AreAllGoodThen();
  bool LiftAlgorithm(const Finding& finding);
  bool IsSignerNamedReliably() const;
  void CheckBounds(Finding& validity);
  void CheckOrder();
  void CheckDelay();
  void Fail(v1::SubIndication sub_indication);
  void Check(v1::Constraint constraint, const CheckResult& check);

  const ValidationInput& judged_;
  const BasicValidationResult& basic_;
  const std::vector<TimestampConclusion>& timestamps_;
  BlockRun run_;
  std::optional<StatusAtBestTime> status_;  // With a path and a time-stamp.
  bool is_revocation_lifted_ = false;       // Of the signer.
  LongTermResult result_;
};

void LongTerm::SetBestTime() {
  result_.best_signature_time = judged_.control_time;
  for (const TimestampConclusion& timestamp : timestamps_) {
    if (timestamp.kind == v1::TIMESTAMP_KIND_SIGNATURE && timestamp.IsValid() &&
        *timestamp.gen_time < result_.best_signature_time) {
      result_.best_signature_time = *timestamp.gen_time;
      result_.proof = v1::TIME_PROOF_SIGNATURE_TIMESTAMP;
    }
  }
}

bool LongTerm::IsFinal() const {
  return basic_.is_proved_by_content_timestamp ||
         std::any_of(basic_.block.findings.begin(), basic_.block.findings.end(),
                     [](const Finding& finding) {
                       return IsFailure(finding) && !IsLiftable(finding.block);
                     });
}

// The first failure that stays decides.
void LongTerm::Fail(v1::SubIndication sub_indication) {
  if (result_.block.status == BlockStatus::kPassed) {
    result_.block.status = StatusOf(sub_indication);
    result_.block.sub_indication = sub_indication;
  }
}

void LongTerm::Check(v1::Constraint constraint, const CheckResult& check) {
  run_.Apply(constraint, check);
  const Finding& finding = run_.result().findings.back();
  if (IsFailure(finding)) {
    Fail(finding.if_failed);
  }
}

void LongTerm::Weigh(Finding& finding) {
  if (finding.constraint == v1::CONSTRAINT_SIGNER_VALIDITY &&
      IsLiftable(finding.block)) {
    CheckBounds(finding);
  } else if (IsFailure(finding)) {
    if (Lift(finding)) {
      finding.outcome = v1::CHECK_OUTCOME_LIFTED;
    } else {
      Fail(finding.if_failed);
    }
  }
}

// The line of 5.5 that answers a failed check of 5.3; UNSPECIFIED if none does.
v1::Constraint AnswerTo(const Finding& finding) {
  if (finding.if_failed == v1::SUB_INDICATION_REVOKED_NO_POE) {
    return v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME;
  }
  if (finding.if_failed == v1::SUB_INDICATION_REVOKED_CA_NO_POE) {
    return v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME;
  }
  if (finding.if_failed ==
      v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE) {
    return v1::CONSTRAINT_RELIABLE_AT_BEST_TIME;
  }
  return finding.if_failed == v1::SUB_INDICATION_TRY_LATER ||
                 finding.if_failed ==
                     v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE
             ? v1::CONSTRAINT_STATUS_AT_BEST_TIME
             : v1::CONSTRAINT_UNSPECIFIED;
}

bool LongTerm::Lift(const Finding& finding) {
  const v1::Constraint constraint = AnswerTo(finding);
  if (constraint == v1::CONSTRAINT_UNSPECIFIED || !has_time_proof()) {
    return false;
  }
  const bool lifted = constraint == v1::CONSTRAINT_RELIABLE_AT_BEST_TIME
                          ? LiftAlgorithm(finding)
                          : LiftStatus(finding);
  CheckResult check;
  check.outcome = PassedIf(lifted);
  check.detail = {finding.subject,
                  lifted ? v1::FINDING_REASON_UNSPECIFIED
                         : v1::FINDING_REASON_NOT_BEFORE_BEST_TIME,
                  finding.time};
  check.if_failed = lifted ? v1::SUB_INDICATION_NONE : finding.if_failed;
  Check(constraint, check);
  is_revocation_lifted_ |=
      lifted && constraint == v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME;
  return lifted;
}

bool LongTerm::IsGoodThen(const Digest& certificate) {
  if (!status_.has_value()) {
    return false;
  }
  const auto& certificates = basic_.path->certificates;
  for (size_t i = 0; i < certificates.size(); ++i) {
    if (certificates[i]->fingerprint() == certificate) {
      return status_->IsGood(i);
    }
  }
  return false;
}

bool LongTerm::AreAllGoodThen() {
  if (!status_.has_value()) {
    return false;
  }
  for (size_t i = 0; i < basic_.path->certificates.size(); ++i) {
    if (!status_->IsGood(i)) {
      return false;
    }
  }
  return true;
}

// Steps (4)(a), (4)(b), (6) and (7). A finding about who vouched does not name
// the certificate for which it did.
bool LongTerm::LiftStatus(const Finding& finding) {
  return finding.constraint == v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY
             ? AreAllGoodThen()
             : IsGoodThen(finding.subject);
}

// Steps (4)(c), (8) to (10).
bool LongTerm::LiftAlgorithm(const Finding& finding) {
  const bool was_reliable =
      finding.time.has_value() && best_time() < *finding.time;
  if (finding.constraint == v1::CONSTRAINT_SIGNATURE_ALGORITHM) {
    return was_reliable;
  }
  return was_reliable && basic_.signing_certificate != nullptr &&
         finding.subject == basic_.signing_certificate->fingerprint() &&
         IsSignerNamedReliably();
}

// Identification of the signing certificate has compared the hashes.
bool LongTerm::IsSignerNamedReliably() const {
  const SignatureAttributes& attributes = judged_.signature.attributes();
  for (const auto* references : {&attributes.signing_certificate_v1,
                                 &attributes.signing_certificate_v2}) {
    if (!references->empty() &&
        judged_.control_time <
            judged_.policy.ReliableUntil(references->front().hash)) {
      return true;
    }
  }
  return false;
}

// Step (4)(d), and the bounds of (4)(a). `validity` is SIGNER_VALIDITY of 5.3.
void LongTerm::CheckBounds(Finding& validity) {
  const bool failed = IsFailure(validity);
  const CertificateRef& signer = basic_.signing_certificate;
  if (!failed && !has_time_proof()) {
    return;
  }
  if (signer == nullptr) {
    Fail(validity.if_failed);
    return;
  }
  CheckResult check;
  check.detail.subject = signer->fingerprint();
  if (best_time() < signer->not_before()) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = v1::SUB_INDICATION_NOT_YET_VALID;
    check.detail.reason = v1::FINDING_REASON_NOT_YET_VALID;
    check.detail.time = signer->not_before();
  } else if (failed && best_time() >= signer->not_after() + absl::Seconds(1)) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = is_revocation_lifted_
                          ? v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED
                          : validity.if_failed;
    check.detail.reason = v1::FINDING_REASON_EXPIRED;
    check.detail.time = signer->not_after();
  } else if (failed && basic_.path.has_value() &&
             !basic_.path->certificates.empty() &&
             judged_.policy.revocation_mode() != v1::REVOCATION_MODE_NONE &&
             !IsGoodThen(signer->fingerprint())) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = validity.if_failed;
    check.detail.reason = v1::FINDING_REASON_NO_REVOCATION_ANSWER;
  }
  if (!has_time_proof() &&
      check.if_failed != v1::SUB_INDICATION_NOT_YET_VALID) {
    Fail(validity.if_failed);  // The control time: 5.3 has said it.
    return;
  }
  Check(v1::CONSTRAINT_VALID_AT_BEST_TIME, check);
  if (failed && check.outcome == v1::CHECK_OUTCOME_PASSED) {
    validity.outcome = v1::CHECK_OUTCOME_LIFTED;
  }
}

// Step (4)(e): whatever stamps the content was made before what stamps the
// signature.
void LongTerm::CheckOrder() {
  std::optional<absl::Time> content;
  for (const TimestampConclusion& timestamp : timestamps_) {
    if (timestamp.kind == v1::TIMESTAMP_KIND_CONTENT && timestamp.IsValid()) {
      content =
          std::max(content.value_or(absl::InfinitePast()), *timestamp.gen_time);
    }
  }
  if (!content.has_value() || !has_time_proof()) {
    return;
  }
  CheckResult check;
  check.detail.subject = judged_.signature.value_digest();
  check.detail.time = content;
  if (*content > best_time()) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = v1::SUB_INDICATION_TIMESTAMP_ORDER_FAILURE;
    check.detail.reason = v1::FINDING_REASON_TIMESTAMPS_OUT_OF_ORDER;
  }
  Check(v1::CONSTRAINT_TIMESTAMP_ORDER, check);
}

// Step (5), if the policy has a rule.
void LongTerm::CheckDelay() {
  const std::optional<absl::Duration> delay =
      judged_.policy.signature_timestamp_delay();
  if (!delay.has_value()) {
    return;
  }
  const auto& claimed = judged_.signature.attributes().signing_time;
  CheckResult check;
  check.detail.subject = judged_.signature.value_digest();
  check.detail.time = claimed;
  if (!claimed.has_value() || *claimed + *delay < best_time()) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE;
    check.detail.reason = v1::FINDING_REASON_SIGNING_TIME_DELAY;
  }
  Check(v1::CONSTRAINT_SIGNING_TIME_DELAY, check);
}

}  // namespace

LongTermResult RunLongTermValidation(const LongTermInput& input) {
  return LongTerm(input).Run();
}

}  // namespace kepil

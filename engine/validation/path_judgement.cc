#include "engine/validation/path_judgement.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/pki/certificate_profile.h"
#include "engine/pki/path_validator.h"
#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/block_run.h"
#include "engine/validation/path_findings.h"
#include "engine/validation/revocation_status.h"
#include "engine/validation/signer_usage.h"

namespace kepil {
namespace {

using State = RevocationVerdict::State;

// NOT_YET_VALID, EXPIRED, or UNSPECIFIED within the period. notAfter names a
// whole second (RFC 5280, 4.1.2.5), all of it valid.
v1::FindingReason OutsideValidity(const Certificate& certificate,
                                  absl::Time time) {
  if (time < certificate.not_before()) {
    return v1::FINDING_REASON_NOT_YET_VALID;
  }
  return time >= certificate.not_after() + absl::Seconds(1)
             ? v1::FINDING_REASON_EXPIRED
             : v1::FINDING_REASON_UNSPECIFIED;
}

CheckDetail ValidityDetail(const Certificate& certificate, absl::Time time) {
  CheckDetail detail;
  detail.subject = certificate.fingerprint();
  detail.reason = OutsideValidity(certificate, time);
  if (detail.reason == v1::FINDING_REASON_EXPIRED) {
    detail.time = certificate.not_after();
  } else if (detail.reason == v1::FINDING_REASON_NOT_YET_VALID) {
    detail.time = certificate.not_before();
  }
  return detail;
}

class Judgement {
 public:
  Judgement(const PathJudgementInput& input, RevocationAcceptance& acceptance)
      : input_(input),
        path_(input.prospective.path),
        acceptance_(acceptance),
        run_(input.policy, input.context, v1::BUILDING_BLOCK_X509_VALIDATION) {}

  PathJudgement Run() {
    CheckServiceStatus();
    EndStage();
    CheckPath();
    EndStage();
    const bool holds = !run_.has_failed();
    CheckRevocation();
    EndStage();
    CheckSignerUsage({*input_.signer, input_.policy, input_.context}, run_);
    EndStage();
    CheckAlgorithms();
    EndStage();
    CheckSignerValidity();
    EndStage();
    result_.is_signer_revoked =
        holds && !verdicts_.empty() && verdicts_[0].state == State::kRevoked;
    result_.block = run_.result();
    return std::move(result_);
  }

 private:
  void EndStage() {
    if (!run_.has_failed()) {
      ++result_.stages_passed;
    }
  }

  CheckDetail Signer() const {
    CheckDetail detail;
    detail.subject = input_.signer->fingerprint();
    return detail;
  }
  void Pass(v1::Constraint constraint, const CheckDetail& detail) {
    run_.Apply(constraint, {v1::CHECK_OUTCOME_PASSED, {}, detail});
  }
  void Fail(v1::Constraint constraint, v1::SubIndication sub_indication,
            const CheckDetail& detail) {
    run_.Apply(constraint, {v1::CHECK_OUTCOME_FAILED, sub_indication, detail});
  }

  void CheckServiceStatus();
  void CheckPath();
  void CheckProblems(v1::Constraint constraint);
  void CheckProfile();
  void CheckRevocation();
  void CheckAvailability(size_t i);
  void CheckFreshness(size_t i, const CheckDetail& detail);
  void CheckNotRevoked(size_t i);
  void CheckAlgorithms();
  void CheckAlgorithm(const RevocationData& data,
                      const AlgorithmIdentifier& algorithm,
                      const PublicKey& key);
  void CheckSignerValidity();

  const PathJudgementInput& input_;
  const CertificatePath& path_;
  RevocationAcceptance& acceptance_;
  BlockRun run_;
  std::vector<RevocationVerdict> verdicts_;  // By index on the path.
  PathJudgement result_;
};

// The anchor's service is in force; but a CA on the path may itself be the
// anchor of a service that is not, certified by another.
void Judgement::CheckServiceStatus() {
  bool passed = true;
  for (size_t i = 1; i < path_.certificates.size(); ++i) {
    const Certificate& certificate = *path_.certificates[i];
    const TrustService* owner =
        input_.trust.OwnerOfKeyAt(certificate.spki_digest(), input_.time);
    if (owner == nullptr || IsInForce(StatusAt(*owner, input_.time))) {
      continue;
    }
    passed = false;
    Fail(v1::CONSTRAINT_TRUST_SERVICE_STATUS,
         v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
         {certificate.fingerprint(),
          ReasonOf(StatusAt(*owner, input_.time)),
          {}});
  }
  if (passed) {
    Pass(v1::CONSTRAINT_TRUST_SERVICE_STATUS,
         {path_.anchor.certificate->fingerprint(), {}, {}});
  }
}

// RFC 5280, 6.1; the signer's own validity comes last.
void Judgement::CheckPath() {
  CheckProblems(v1::CONSTRAINT_PATH_SIGNATURES);
  bool in_time = true;
  const int signer = path_.certificates.empty() ? -1 : 0;
  for (const PathFinding& finding :
       CheckValidityPeriods(path_, PathInputs(), input_.time)) {
    if (finding.index == signer) {
      continue;
    }
    in_time = false;
    const Certificate& certificate = finding.index < 0
                                         ? *path_.anchor.certificate
                                         : *path_.certificates[finding.index];
    Fail(v1::CONSTRAINT_PATH_VALIDITY,
         v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE,
         ValidityDetail(certificate, input_.time));
  }
  if (in_time) {
    Pass(v1::CONSTRAINT_PATH_VALIDITY, Signer());
  }
  CheckProblems(v1::CONSTRAINT_PATH_NAMES);
  CheckProblems(v1::CONSTRAINT_PATH_POLICIES);
  CheckProblems(v1::CONSTRAINT_PATH_EXTENSIONS);
  CheckProfile();
}

// RFC 5280, section 4: what an issued certificate lacks is no fault of who
// signs with it, so it is never more than a warning.
void Judgement::CheckProfile() {
  CheckDetail detail = Signer();
  if (FindProfileDeviations(*input_.signer).empty()) {
    Pass(v1::CONSTRAINT_CERTIFICATE_PROFILE, detail);
    return;
  }
  detail.reason = v1::FINDING_REASON_PROFILE_DEVIATION;
  run_.Report(v1::CONSTRAINT_CERTIFICATE_PROFILE, detail);
}

void Judgement::CheckProblems(v1::Constraint constraint) {
  bool passed = true;
  for (const PathFinding& finding : input_.prospective.outcome->findings) {
    const PathProblemMeaning meaning = MeaningOf(finding);
    if (meaning.constraint == constraint) {
      passed = false;
      Fail(constraint, meaning.if_failed,
           {finding.certificate, meaning.reason, {}});
    }
  }
  if (passed) {
    Pass(constraint, Signer());
  }
}

void Judgement::CheckRevocation() {
  const v1::RevocationMode mode = input_.policy.revocation_mode();
  const size_t count = path_.certificates.size();
  if (mode == v1::REVOCATION_MODE_NONE || count == 0) {
    // Not judged, or the signer is the anchor.
    for (const v1::Constraint constraint :
         {v1::CONSTRAINT_REVOCATION_AVAILABLE, v1::CONSTRAINT_REVOCATION_FRESH,
          v1::CONSTRAINT_REVOCATION_OWN_ANSWER, v1::CONSTRAINT_NOT_REVOKED}) {
      run_.NotRun(constraint, Signer());
    }
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    verdicts_.push_back(DecideRevocation(
        {acceptance_.AnswersFor(path_, i), mode, input_.policy, input_.time,
         RevocationSubjectOf(*path_.certificates[i])}));
  }
  // What no later answer changes comes first.
  for (size_t i = 0; i < count; ++i) {
    if (verdicts_[i].state == State::kRevoked) {
      CheckNotRevoked(i);
    }
  }
  for (size_t i = 0; i < count; ++i) {
    CheckAvailability(i);
    if (verdicts_[i].state != State::kRevoked) {
      CheckNotRevoked(i);
    }
  }
}

// REVOCATION_AVAILABLE, _FRESH and _OWN_ANSWER of one certificate.
void Judgement::CheckAvailability(size_t i) {
  const RevocationVerdict& verdict = verdicts_[i];
  CheckDetail detail;
  detail.subject = path_.certificates[i]->fingerprint();
  switch (verdict.state) {
    case State::kGood:
      Pass(v1::CONSTRAINT_REVOCATION_AVAILABLE, detail);
      CheckFreshness(i, detail);
      detail.reason = verdict.is_own ? v1::FINDING_REASON_UNSPECIFIED
                                     : v1::FINDING_REASON_NO_REVOCATION_ANSWER;
      run_.Apply(
          v1::CONSTRAINT_REVOCATION_OWN_ANSWER,
          {PassedIf(verdict.is_own), v1::SUB_INDICATION_TRY_LATER, detail});
      return;
    case State::kRevoked:
    case State::kOnHold:
      Pass(v1::CONSTRAINT_REVOCATION_AVAILABLE, detail);
      break;
    case State::kNotIssued:
      detail.reason = v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN;
      Fail(v1::CONSTRAINT_REVOCATION_AVAILABLE, v1::SUB_INDICATION_TRY_LATER,
           detail);
      break;
    case State::kUndetermined:
      detail.reason = verdict.reason;
      Fail(v1::CONSTRAINT_REVOCATION_AVAILABLE, v1::SUB_INDICATION_TRY_LATER,
           detail);
      break;
  }
  detail.reason = v1::FINDING_REASON_UNSPECIFIED;
  run_.NotRun(v1::CONSTRAINT_REVOCATION_FRESH, detail);
  run_.NotRun(v1::CONSTRAINT_REVOCATION_OWN_ANSWER, detail);
}

void Judgement::CheckFreshness(size_t i, const CheckDetail& detail) {
  CheckDetail fresh = detail;
  if (!verdicts_[i].is_fresh) {
    fresh.reason = v1::FINDING_REASON_REVOCATION_STALE;
    fresh.time = verdicts_[i].answer->next_update;
  }
  run_.Apply(
      v1::CONSTRAINT_REVOCATION_FRESH,
      {PassedIf(verdicts_[i].is_fresh), v1::SUB_INDICATION_TRY_LATER, fresh});
}

void Judgement::CheckNotRevoked(size_t i) {
  const RevocationVerdict& verdict = verdicts_[i];
  const v1::Constraint constraint =
      i == 0 ? v1::CONSTRAINT_NOT_REVOKED : v1::CONSTRAINT_CA_NOT_REVOKED;
  CheckDetail detail;
  detail.subject = path_.certificates[i]->fingerprint();
  switch (verdict.state) {
    case State::kGood:
      Pass(constraint, detail);
      return;
    case State::kRevoked:
      detail.reason = v1::FINDING_REASON_CERTIFICATE_REVOKED;
      detail.time = verdict.answer->status.revoked_at;
      Fail(constraint,
           i == 0 ? v1::SUB_INDICATION_REVOKED_NO_POE
                  : v1::SUB_INDICATION_REVOKED_CA_NO_POE,
           detail);
      return;
    case State::kOnHold:
      detail.reason = v1::FINDING_REASON_CERTIFICATE_ON_HOLD;
      detail.time = verdict.answer->status.revoked_at;
      Fail(constraint, v1::SUB_INDICATION_TRY_LATER, detail);
      return;
    case State::kNotIssued:
    case State::kUndetermined:
      run_.NotRun(constraint, detail);
      return;
  }
}

// Of every certificate below the anchor and of the answers that were used.
void Judgement::CheckAlgorithms() {
  for (size_t i = 0; i < path_.certificates.size(); ++i) {
    const Certificate& certificate = *path_.certificates[i];
    const absl::StatusOr<PublicKeyRef> key = IssuerKeyOf(path_, i);
    CheckResult check;
    check.outcome = v1::CHECK_OUTCOME_NOT_RUN;
    if (key.ok()) {
      check = CheckObjectAlgorithm(
          input_.policy, certificate.signature_algorithm(), **key, input_.time);
    }
    check.detail.subject = certificate.fingerprint();
    run_.Apply(v1::CONSTRAINT_PATH_ALGORITHMS, check);
  }
  for (const RevocationVerdict& verdict : verdicts_) {
    for (const RevocationAnswer* answer : GoodAnswers(verdict)) {
      CheckAlgorithm(*answer->data, answer->algorithm, *answer->key);
      if (answer->base != nullptr) {
        CheckAlgorithm(*answer->base, answer->base_algorithm, *answer->key);
      }
    }
  }
}

void Judgement::CheckAlgorithm(const RevocationData& data,
                               const AlgorithmIdentifier& algorithm,
                               const PublicKey& key) {
  CheckResult check =
      CheckObjectAlgorithm(input_.policy, algorithm, key, input_.time);
  check.detail.subject = data.digest();
  run_.Apply(v1::CONSTRAINT_PATH_ALGORITHMS, check);
}

void Judgement::CheckSignerValidity() {
  const Certificate& signer = *input_.signer;
  const CheckDetail detail = ValidityDetail(signer, input_.time);
  const bool is_shown_good =
      !verdicts_.empty() && verdicts_[0].state == State::kGood &&
      verdicts_[0].is_fresh &&
      verdicts_[0].newest_update < signer.not_after() + absl::Seconds(1);
  run_.Apply(v1::CONSTRAINT_SIGNER_VALIDITY,
             {PassedIf(detail.reason == v1::FINDING_REASON_UNSPECIFIED),
              is_shown_good ? v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED
                            : v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE,
              detail});
  for (const RevocationVerdict& verdict : verdicts_) {
    for (const RevocationAnswer* answer : GoodAnswers(verdict)) {
      const CheckDetail issuer =
          ValidityDetail(*answer->vouched_by, input_.time);
      run_.Apply(v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY,
                 {PassedIf(issuer.reason == v1::FINDING_REASON_UNSPECIFIED),
                  v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE, issuer});
    }
  }
}

}  // namespace

PathJudgement JudgePath(const PathJudgementInput& input,
                        RevocationAcceptance& acceptance) {
  return Judgement(input, acceptance).Run();
}

}  // namespace kepil

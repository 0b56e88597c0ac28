#include "engine/legal/equivalence.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/crypto/object_identifier.h"
#include "engine/legal/finding_meaning.h"
#include "engine/legal/usage_amount.h"

namespace kepil {
namespace {

void LowerByFindings(int number, const LegalCase& reading,
                     v1::LegalCondition& condition) {
  for (const Finding& finding : reading.input.conclusion.findings) {
    const std::optional<FindingMeaning> meaning = MeaningInLaw(finding);
    if (meaning.has_value() && meaning->condition == number) {
      Lower(condition, meaning->state, meaning->reason);
      if (!finding.subject.is_zero()) {
        condition.add_evidence(std::string(finding.subject.bytes()));
      }
    }
  }
}

bool HasFinding(const Conclusion& conclusion, v1::Constraint constraint,
                v1::CheckOutcome outcome) {
  return std::any_of(conclusion.findings.begin(), conclusion.findings.end(),
                     [&](const Finding& finding) {
                       return finding.constraint == constraint &&
                              finding.outcome == outcome;
                     });
}

// Whether findings of the verdict explain why it is no better than it is.
bool IsExplained(const Conclusion& conclusion) {
  return std::any_of(
      conclusion.findings.begin(), conclusion.findings.end(),
      [](const Finding& finding) { return MeaningInLaw(finding).has_value(); });
}

bool IsRefuted(const Conclusion& conclusion) {
  return std::any_of(conclusion.findings.begin(), conclusion.findings.end(),
                     [](const Finding& finding) {
                       const auto meaning = MeaningInLaw(finding);
                       return meaning.has_value() &&
                              meaning->reason ==
                                  v1::LEGAL_REASON_SIGNATURE_REFUTED;
                     });
}

// The receipt of a registered foreign TTP stands for what we did not find out
// ourselves, never for what we refuted (REG-03).
bool IsVouchedFor(const LegalCase& reading) {
  return reading.input.facts.foreign_receipt.has_value() &&
         !reading.input.conclusion.path.has_value() &&
         !IsRefuted(reading.input.conclusion);
}

// Nothing is decided for as long as the TTP that would have to vouch is silent.
bool IsToBeVouchedFor(const LegalCase& reading) {
  return reading.input.facts.is_peer_silent &&
         !reading.input.conclusion.path.has_value() &&
         !IsRefuted(reading.input.conclusion);
}

v1::LegalCondition VouchedFor(v1::LegalCondition condition,
                              v1::ConditionState state,
                              const LegalCase& reading) {
  const ForeignTtpReceipt& receipt = *reading.input.facts.foreign_receipt;
  condition.set_state(state);
  condition.set_record_id(receipt.service_id);
  condition.add_evidence(std::string(receipt.digest.bytes()));
  AddReason(condition, v1::LEGAL_REASON_VOUCHED_BY_FOREIGN_TTP);
  return condition;
}

// EQV-08: a system may sign uniform documents only.
void CheckSystem(const LegalCase& reading, v1::LegalCondition& condition) {
  if (reading.regime != v1::LEGAL_REGIME_CODE) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_NO_RULE_IN_LAW370);
    return;
  }
  AddBasis(condition,
           ProvisionOf(LegalConcept::kSystemSignature, reading.regime));
  const std::string& name = reading.input.usage.document_class();
  if (name.empty()) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_USAGE_NOT_STATED);
    return;
  }
  const v1::DocumentClass* known = reading.input.rules.FindDocumentClass(name);
  if (known == nullptr) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_DOCUMENT_CLASS_UNKNOWN);
  } else if (known->expresses_intent() == v1::LEGAL_CHOICE_YES) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_SYSTEM_EDS_ON_EXPRESSION_OF_INTENT);
  }
}

// EQV-12: under the Code each employee signs in his own name.
void CheckEntity(const LegalCase& reading, v1::LegalCondition& condition) {
  if (reading.regime == v1::LEGAL_REGIME_CODE && reading.signer() != nullptr &&
      !NamesPerson(*reading.signer(), reading.input.rules)) {
    AddBasis(condition,
             ProvisionOf(LegalConcept::kEntitySignature, reading.regime));
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_NO_NAMED_EMPLOYEE);
  }
}

void CheckScope(const v1::CertificateProfile& profile,
                const v1::UsageContext& usage, v1::LegalCondition& condition) {
  const auto& classes = profile.document_classes();
  if (classes.empty()) {
    return;
  }
  if (usage.document_class().empty()) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_USAGE_NOT_STATED);
  } else if (std::find(classes.begin(), classes.end(),
                       usage.document_class()) == classes.end()) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_OUTSIDE_SCOPE);
  }
}

void CheckAmount(const v1::CertificateProfile& profile,
                 const v1::UsageContext& usage, v1::LegalCondition& condition) {
  if (profile.amount_limits().empty()) {
    return;
  }
  const std::optional<UsageAmount> amount = ParseUsageAmount(usage.amount());
  if (amount.has_value()) {
    for (const std::string& text : profile.amount_limits()) {
      const std::optional<UsageAmount> limit = ParseUsageAmount(text);
      if (limit.has_value() && limit->currency == amount->currency) {
        if (IsMore(*amount, *limit)) {
          Lower(condition, v1::CONDITION_STATE_NOT_MET,
                v1::LEGAL_REASON_AMOUNT_ABOVE_LIMIT);
        }
        return;
      }
    }
  }
  Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
        v1::LEGAL_REASON_USAGE_NOT_STATED);
}

}  // namespace

bool NamesPerson(const Certificate& certificate, const RulePack& rules) {
  const auto& attributes = rules.message().person_attributes();
  return std::any_of(
      attributes.begin(), attributes.end(), [&](const std::string& oid) {
        return !certificate.subject().TextsOf(OidFromText(oid)).empty();
      });
}

v1::LegalCondition AuthenticityCondition(const LegalCase& reading) {
  const Conclusion& conclusion = reading.input.conclusion;
  v1::LegalCondition condition =
      NewCondition(1, LegalConcept::kAuthenticity, reading);
  if (IsVouchedFor(reading)) {
    return VouchedFor(std::move(condition), v1::CONDITION_STATE_MET, reading);
  }
  if (IsToBeVouchedFor(reading)) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED);
    return condition;
  }
  LowerByFindings(1, reading, condition);
  if (conclusion.signing_certificate == nullptr) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_NO_CERTIFICATE);
  } else if (!conclusion.path.has_value() &&
             condition.state() == v1::CONDITION_STATE_MET) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_NO_RECOGNISED_PATH);
  }
  if (reading.IsCeased()) {  // TRM-04
    AddBasis(condition,
             ProvisionOf(LegalConcept::kCeasedCertificates, reading.regime));
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_CEASED_CA_TERMINATED);
  }
  // Nothing is met that was not found so, and no verdict is bettered.
  const bool verified =
      HasFinding(conclusion, v1::CONSTRAINT_SIGNATURE_INTACT,
                 v1::CHECK_OUTCOME_PASSED) &&
      HasFinding(conclusion, v1::CONSTRAINT_SIGNED_DATA_INTACT,
                 v1::CHECK_OUTCOME_PASSED);
  if (!verified || (conclusion.indication != v1::INDICATION_TOTAL_PASSED &&
                    !IsExplained(conclusion))) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED);
  }
  if (reading.signer() != nullptr &&
      condition.state() == v1::CONDITION_STATE_MET) {
    condition.add_evidence(
        std::string(reading.signer()->fingerprint().bytes()));
  }
  return condition;
}

v1::LegalCondition PossessionCondition(const LegalCase& reading) {
  v1::LegalCondition condition =
      NewCondition(2, LegalConcept::kPossession, reading);
  condition.set_state(v1::CONDITION_STATE_PRESUMED);
  const Certificate* signer = reading.signer();
  const std::optional<absl::Time> misused =
      signer == nullptr
          ? std::nullopt
          : reading.input.trust.KeyMisusedFrom(signer->spki_digest());
  if (misused.has_value() && *misused <= reading.time) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_KEY_MISUSE_REPORTED);
  }
  if (reading.input.facts.key_of_two_subjects) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_KEY_OF_TWO_SUBJECTS);
  }
  if (IsVouchedFor(reading)) {
    return condition.reasons().empty()
               ? VouchedFor(std::move(condition), v1::CONDITION_STATE_PRESUMED,
                            reading)
               : condition;
  }
  LowerByFindings(2, reading, condition);
  if (reading.IsCeased()) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_CEASED_CA_TERMINATED);
  }
  const Conclusion& conclusion = reading.input.conclusion;
  if (!HasFinding(conclusion, v1::CONSTRAINT_NOT_REVOKED,
                  v1::CHECK_OUTCOME_PASSED) &&
      !HasFinding(conclusion, v1::CONSTRAINT_NOT_REVOKED,
                  v1::CHECK_OUTCOME_LIFTED) &&
      condition.reasons().empty()) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_NO_STATUS_DATA);
  }
  return condition;
}

v1::LegalCondition UsageCondition(const LegalCase& reading) {
  v1::LegalCondition condition =
      NewCondition(3, LegalConcept::kUseAsStated, reading);
  LowerByFindings(3, reading, condition);
  if (reading.IsCeased()) {
    Lower(condition, v1::CONDITION_STATE_NOT_MET,
          v1::LEGAL_REASON_CEASED_CA_TERMINATED);
  }
  if (reading.is_policy_unlisted) {  // CRT-08
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_POLICY_NOT_LISTED);
  }
  if (reading.profile != nullptr) {
    CheckScope(*reading.profile, reading.input.usage, condition);
    CheckAmount(*reading.profile, reading.input.usage, condition);
  }
  if (reading.signer_kind == v1::SIGNER_KIND_DIGITAL_SYSTEM) {
    CheckSystem(reading, condition);
  } else if (reading.signer_kind == v1::SIGNER_KIND_LEGAL) {
    CheckEntity(reading, condition);
  }
  if (IsVouchedFor(reading)) {
    return condition.reasons().empty()
               ? VouchedFor(std::move(condition), v1::CONDITION_STATE_MET,
                            reading)
               : condition;
  }
  if (!reading.input.conclusion.path.has_value()) {
    Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
          v1::LEGAL_REASON_AUTHENTICITY_UNDETERMINED);
  }
  return condition;
}

v1::LegalEffect EffectOf(const std::array<v1::ConditionState, 4>& conditions,
                         v1::SignerKind kind) {
  const auto any = [&](v1::ConditionState state) {
    return std::find(conditions.begin(), conditions.end(), state) !=
           conditions.end();
  };
  if (conditions[0] == v1::CONDITION_STATE_NOT_MET) {
    return v1::LEGAL_EFFECT_NONE;
  }
  if (any(v1::CONDITION_STATE_NOT_MET)) {
    return v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT;
  }
  if (any(v1::CONDITION_STATE_UNDETERMINED) ||
      any(v1::CONDITION_STATE_UNSPECIFIED)) {
    return v1::LEGAL_EFFECT_UNDETERMINED;
  }
  return kind == v1::SIGNER_KIND_DIGITAL_SYSTEM
             ? v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS
             : v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN;
}

DocumentStanding StandingOfDocument(const LegalCase& reading,
                                    v1::LegalEffect effect) {
  DocumentStanding standing;
  standing.authority = reading.input.facts.signing_authority;
  if (reading.signer_kind == v1::SIGNER_KIND_NATURAL) {
    standing.authority = v1::SIGNING_AUTHORITY_NOT_NEEDED;
  } else if (!reading.IsDomestic()) {
    standing.authority = v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN;
  }
  if (effect == v1::LEGAL_EFFECT_NONE ||
      effect == v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT ||
      standing.authority == v1::SIGNING_AUTHORITY_REFUTED) {
    standing.equivalence = v1::DOCUMENT_EQUIVALENCE_NO;
    return standing;
  }
  const bool equivalent = effect == v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN;
  const bool confirmed = standing.authority == v1::SIGNING_AUTHORITY_CONFIRMED;
  if (equivalent &&
      (confirmed || standing.authority == v1::SIGNING_AUTHORITY_NOT_NEEDED)) {
    standing.equivalence = v1::DOCUMENT_EQUIVALENCE_YES;
  }
  standing.is_seal = equivalent && confirmed &&
                     reading.signer_kind == v1::SIGNER_KIND_LEGAL &&
                     reading.regime == v1::LEGAL_REGIME_CODE;
  return standing;
}

}  // namespace kepil

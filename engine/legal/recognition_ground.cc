#include "engine/legal/recognition_ground.h"

#include <algorithm>

#include "engine/legal/treaty_scope.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

v1::RecognitionGround GroundOf(const Conclusion& conclusion,
                               const TrustSnapshot& trust) {
  if (!conclusion.path.has_value()) {
    return v1::RECOGNITION_GROUND_NONE;
  }
  const TrustService* service =
      trust.FindService(conclusion.path->anchor.service_id);
  if (service == nullptr ||
      !IsInForce(StatusAt(*service, conclusion.best_signature_time))) {
    return v1::RECOGNITION_GROUND_NONE;
  }
  switch (service->kind) {
    case AuthorityKind::kForeignCa:
      // A treaty is a matter of the rules.
      return service->standing.treaty_id.empty()
                 ? v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED
                 : v1::RECOGNITION_GROUND_NONE;
    case AuthorityKind::kDomesticCa:
      return v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA;
    case AuthorityKind::kForeignTtp:
      return v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED;
  }
  return v1::RECOGNITION_GROUND_NONE;
}

v1::LegalReason ReasonOf(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::kUnlisted:
      return v1::LEGAL_REASON_BEFORE_REGISTRATION;
    case ServiceStatus::kSuspended:
      return v1::LEGAL_REASON_REGISTRATION_SUSPENDED;
    case ServiceStatus::kTerminated:
      return v1::LEGAL_REASON_REGISTRATION_TERMINATED;
    case ServiceStatus::kActive:
    case ServiceStatus::kTerminationNotified:
      break;
  }
  return v1::LEGAL_REASON_ISSUER_NOT_RECOGNISED;
}

bool Covers(v1::DecisiveInstant instant, v1::DecisiveInstant asked) {
  return instant == asked || instant == v1::DECISIVE_INSTANT_BOTH;
}

// When the service was first in force; infinite future if never.
absl::Time RegisteredFrom(const TrustService& service) {
  for (const StatusHistoryEntry& entry : service.history) {
    if (IsInForce(entry.status)) {
      return entry.legal_from;
    }
  }
  return absl::InfiniteFuture();
}

// One attempt to recognise, step by step.
class IssuerRecognition {
 public:
  explicit IssuerRecognition(const LegalCase& reading) : reading_(reading) {
    result_.condition = NewCondition(4, LegalConcept::kIssuer, reading);
  }

  Recognition Run() {
    const bool no_wording =
        reading_.regime == v1::LEGAL_REGIME_LAW370_PRE_TTP ||
        reading_.regime == v1::LEGAL_REGIME_NO_REGIME;
    if (RecogniseByTreaty()) {
      return result_;
    }
    if (no_wording) {  // CAL-01, CAL-02
      Fail(v1::CONDITION_STATE_UNDETERMINED,
           reading_.regime == v1::LEGAL_REGIME_NO_REGIME
               ? v1::LEGAL_REASON_NO_REGIME
               : v1::LEGAL_REASON_WORDING_NOT_AVAILABLE);
      return result_;
    }
    if (reading_.anchor_service == nullptr) {
      RecogniseByReceipt();
      return result_;
    }
    switch (reading_.anchor_service->kind) {
      case AuthorityKind::kDomesticCa:
        RecogniseDomestic();
        break;
      case AuthorityKind::kForeignCa:
        RecogniseForeignCa();
        break;
      case AuthorityKind::kForeignTtp:
        RecogniseTtp(*reading_.anchor_service);
        break;
    }
    return result_;
  }

 private:
  void Fail(v1::ConditionState state, v1::LegalReason reason) {
    Lower(result_.condition, state, reason);
  }
  void NotMet(v1::LegalReason reason) {
    Fail(v1::CONDITION_STATE_NOT_MET, reason);
  }
  void Note(v1::LegalReason reason) { result_.notes.push_back(reason); }
  void Ground(v1::RecognitionGround ground, const std::string& record_id,
              LegalConcept basis) {
    result_.ground = ground;
    result_.record_id = record_id;
    result_.condition.set_record_id(record_id);
    AddBasis(result_.condition, ProvisionOf(basis, reading_.regime));
  }
  absl::CivilDay IssueDay() const {
    return reading_.input.calendar.DayOf(reading_.signer()->not_before());
  }

  bool RecogniseByTreaty();
  void RecogniseByReceipt();
  void RecogniseDomestic();
  void CheckAccreditation(absl::CivilDay day, const TrustService& ca,
                          v1::LegalReason absent);
  void RecogniseForeignCa();
  void RecogniseTtp(const TrustService& service);
  bool IsRegisteredAtSignature(const TrustService& service);
  void CheckPreCodeRegistration(const TrustService& service);

  const LegalCase& reading_;
  Recognition result_;
};

bool IssuerRecognition::RecogniseByTreaty() {
  const TrustService* service = reading_.anchor_service;
  if (service == nullptr || service->kind == AuthorityKind::kDomesticCa ||
      reading_.regime == v1::LEGAL_REGIME_NO_REGIME) {
    return false;
  }
  const TreatySearch search = FindTreaty(reading_, *service);
  const ServiceStatus status = StatusAt(*service, reading_.time);
  if (search.treaty != nullptr && (status == ServiceStatus::kSuspended ||
                                   status == ServiceStatus::kTerminated)) {
    NotMet(ReasonOf(status));
    return true;
  }
  if (search.treaty != nullptr) {
    Ground(v1::RECOGNITION_GROUND_TREATY, search.treaty->id,
           LegalConcept::kTreatyGround);
    AddBasis(result_.condition,
             ProvisionOf(LegalConcept::kTreatyPrecedence, reading_.regime));
    return true;
  }
  if (search.reason != v1::LEGAL_REASON_UNSPECIFIED) {
    // A treaty that does not help a registered CA does it no harm.
    if (service->standing.treaty_id.empty()) {
      Note(search.reason);
    } else {
      NotMet(search.reason);
      return true;
    }
  }
  return false;
}

// REG-03: the foreign CA itself need not be registered.
void IssuerRecognition::RecogniseByReceipt() {
  const auto& receipt = reading_.input.facts.foreign_receipt;
  const TrustService* service =
      receipt.has_value()
          ? reading_.input.trust.FindService(receipt->service_id)
          : nullptr;
  if (service == nullptr || service->kind != AuthorityKind::kForeignTtp) {
    Fail(reading_.input.facts.is_peer_silent ? v1::CONDITION_STATE_UNDETERMINED
                                             : v1::CONDITION_STATE_NOT_MET,
         v1::LEGAL_REASON_ISSUER_NOT_RECOGNISED);
    return;
  }
  RecogniseTtp(*service);
}

void IssuerRecognition::RecogniseTtp(const TrustService& service) {
  if (!IsRegisteredAtSignature(service)) {
    return;
  }
  Ground(v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED, service.id,
         LegalConcept::kRegisteredTtpGround);
  if (reading_.regime != v1::LEGAL_REGIME_CODE) {
    return;  // REG-04
  }
  CheckPreCodeRegistration(service);
  if (reading_.rules.registered_ttp_meets_condition_4() ==
      v1::LEGAL_CHOICE_YES) {
    Note(v1::LEGAL_REASON_TTP_ROUTE_BY_CITATION);
  } else {
    NotMet(v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4);  // REG-05
  }
}

// REG-09, REG-10. The status that counts is the one at the signature, whatever
// happened before or after.
bool IssuerRecognition::IsRegisteredAtSignature(const TrustService& service) {
  const ServiceStatus status = StatusAt(service, reading_.time);
  if (IsInForce(status)) {
    return true;
  }
  if (status == ServiceStatus::kUnlisted &&
      reading_.rules.recognise_pre_registration_signatures() ==
          v1::LEGAL_CHOICE_YES &&
      IsInForce(StatusAt(service, reading_.input.conclusion.control_time))) {
    Note(v1::LEGAL_REASON_PRE_REGISTRATION_SIGNATURE_RECOGNISED);
    return true;
  }
  NotMet(ReasonOf(status));
  return false;
}

// CAL-06: the Code says nothing of registrations under the Law.
void IssuerRecognition::CheckPreCodeRegistration(const TrustService& service) {
  const LegalCalendar& calendar = reading_.input.calendar;
  if (RegisteredFrom(service) >= calendar.StartOf(calendar.code_in_force())) {
    return;
  }
  if (reading_.rules.honour_pre_code_registrations() == v1::LEGAL_CHOICE_YES) {
    Note(v1::LEGAL_REASON_PRE_CODE_REGISTRATION_HONOURED);
  } else {
    NotMet(v1::LEGAL_REASON_PRE_CODE_REGISTRATION_NOT_HONOURED);
  }
}

void IssuerRecognition::RecogniseForeignCa() {
  const TrustService& service = *reading_.anchor_service;
  if (!IsRegisteredAtSignature(service)) {
    return;
  }
  Ground(v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED, service.id,
         LegalConcept::kRegisteredCaGround);
  if (reading_.regime == v1::LEGAL_REGIME_CODE) {
    CheckPreCodeRegistration(service);
  }
  if (Covers(reading_.rules.registration_instant(),
             v1::DECISIVE_INSTANT_ISSUE) &&
      reading_.signer() != nullptr &&
      !IsInForce(StatusAt(service, reading_.signer()->not_before()))) {
    NotMet(v1::LEGAL_REASON_ISSUED_BEFORE_REGISTRATION);
  }
}

void IssuerRecognition::RecogniseDomestic() {
  const TrustService* ca = reading_.issuer_service;
  AddBasis(result_.condition,
           ProvisionOf(LegalConcept::kMandatoryAccreditation, reading_.regime));
  if (ca == nullptr || ca->kind != AuthorityKind::kDomesticCa ||
      reading_.signer() == nullptr) {
    NotMet(v1::LEGAL_REASON_NO_ACCREDITATION_RECORD);  // DOM-05
    return;
  }
  if (!IsInForce(StatusAt(*ca, reading_.time))) {
    NotMet(ReasonOf(StatusAt(*ca, reading_.time)));
  }
  const TrustService* then = ca;  // Who answers for it at the signature.
  const TransferOfCertificate* transfer = reading_.TransferBy(reading_.day);
  if (transfer != nullptr) {  // TRM-03
    Note(v1::LEGAL_REASON_TRANSFERRED_TO_SUCCESSOR);
    then =
        FindDomesticCa(reading_.input.trust, transfer->successor_authority_id);
  }
  const v1::DecisiveInstant instant = reading_.rules.accreditation_instant();
  if (Covers(instant, v1::DECISIVE_INSTANT_ISSUE)) {
    CheckAccreditation(IssueDay(), *ca,
                       v1::LEGAL_REASON_NOT_ACCREDITED_AT_ISSUE);
  }
  if (then == nullptr) {
    NotMet(v1::LEGAL_REASON_NO_ACCREDITATION_RECORD);
  } else if (Covers(instant, v1::DECISIVE_INSTANT_SIGNATURE)) {
    CheckAccreditation(reading_.day, *then,
                       v1::LEGAL_REASON_NOT_ACCREDITED_AT_SIGNATURE);
  } else if (then->standing.kind != v1::DOMESTIC_CA_KIND_ROOT &&
             then->standing.AccreditationOn(reading_.day) == nullptr) {
    Note(v1::LEGAL_REASON_ACCREDITATION_LAPSED_AFTER_ISSUE);  // EQV-05
  }
  if (ca->standing.kind == v1::DOMESTIC_CA_KIND_ROOT) {
    Note(v1::LEGAL_REASON_ISSUED_BY_ROOT);  // DOM-01
  }
  if (result_.condition.state() == v1::CONDITION_STATE_MET) {
    Ground(v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA, ca->id,
           LegalConcept::kIssuer);
  }
}

void IssuerRecognition::CheckAccreditation(absl::CivilDay day,
                                           const TrustService& ca,
                                           v1::LegalReason absent) {
  if (ca.standing.kind == v1::DOMESTIC_CA_KIND_ROOT) {
    return;  // K54(2), L20-2(1)
  }
  if (ca.standing.accreditations.empty()) {
    NotMet(v1::LEGAL_REASON_NO_ACCREDITATION_RECORD);
    return;
  }
  const AccreditationTerm* term = ca.standing.AccreditationOn(day);
  if (term == nullptr) {
    NotMet(absent);
    return;
  }
  const LegalCalendar& calendar = reading_.input.calendar;
  const RulePack& rules = reading_.input.rules;
  if (term->until >
      AddLegalYears(term->from, rules.message().accreditation_years())) {
    NotMet(absent);
    return;
  }
  // DOM-06: by the right body for the day on which it was given.
  const v1::LegalRegime given = calendar.RegimeOn(term->from);
  const auto& bodies = rules.RulesFor(given, term->from).accrediting_bodies();
  if (std::find(bodies.begin(), bodies.end(), term->body) == bodies.end()) {
    NotMet(v1::LEGAL_REASON_ACCREDITED_BY_WRONG_BODY);
  }
  if (reading_.regime == v1::LEGAL_REGIME_CODE &&
      given != v1::LEGAL_REGIME_CODE) {  // CAL-06
    if (reading_.rules.honour_pre_code_accreditations() ==
        v1::LEGAL_CHOICE_YES) {
      Note(v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_HONOURED);
    } else {
      NotMet(v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_NOT_HONOURED);
    }
  }
}

}  // namespace

v1::LegalConclusion ConcludeRecognition(const Conclusion& conclusion,
                                        const TrustSnapshot& trust) {
  v1::LegalConclusion legal;
  legal.set_ground(GroundOf(conclusion, trust));
  legal.set_effect(v1::LEGAL_EFFECT_UNDETERMINED);
  legal.add_reasons(v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED);
  return legal;
}

Recognition RecogniseIssuer(const LegalCase& reading) {
  return IssuerRecognition(reading).Run();
}

}  // namespace kepil

#include "engine/legal/legal_conclusion.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "engine/legal/equivalence.h"
#include "engine/legal/recognition_ground.h"

namespace kepil {
namespace {

void AddOnce(google::protobuf::RepeatedField<int>& list, v1::LegalReason item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) {
    list.Add(item);
  }
}

// Before 2016 the wording is not at hand: only a treaty says more than what is
// authentic (CAL-01, CAL-02).
bool HasWording(const LegalCase& reading, v1::RecognitionGround ground) {
  switch (reading.regime) {
    case v1::LEGAL_REGIME_LAW370:
    case v1::LEGAL_REGIME_CODE:
      return true;
    case v1::LEGAL_REGIME_LAW370_PRE_TTP:
      return ground == v1::RECOGNITION_GROUND_TREATY;
    case v1::LEGAL_REGIME_NO_REGIME:
    case v1::LEGAL_REGIME_UNSPECIFIED:
    case v1::LegalRegime_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::LegalRegime_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

v1::LegalCondition WithoutWording(int number, const LegalCase& reading) {
  v1::LegalCondition condition;
  condition.set_number(number);
  condition.set_state(v1::CONDITION_STATE_UNDETERMINED);
  condition.add_reasons(reading.regime == v1::LEGAL_REGIME_NO_REGIME
                            ? v1::LEGAL_REASON_NO_REGIME
                            : v1::LEGAL_REASON_WORDING_NOT_AVAILABLE);
  return condition;
}

std::array<v1::LegalCondition, 4> ConditionsOf(const LegalCase& reading,
                                               const Recognition& recognition) {
  if (!HasWording(reading, recognition.ground)) {
    return {AuthenticityCondition(reading), WithoutWording(2, reading),
            WithoutWording(3, reading), recognition.condition};
  }
  return {AuthenticityCondition(reading), PossessionCondition(reading),
          UsageCondition(reading), recognition.condition};
}

void AddNotes(const LegalCase& reading, const Recognition& recognition,
              v1::LegalConclusion& legal) {
  auto& notes = *legal.mutable_notes();
  for (const v1::LegalReason note : recognition.notes) {
    AddOnce(notes, note);
  }
  const LegalCalendar& calendar = reading.input.calendar;
  if (calendar.IsWordingStale(reading.time)) {
    AddOnce(notes, v1::LEGAL_REASON_TEXT_MAY_BE_STALE);
  }
  if (reading.profile != nullptr && reading.profile->other_creation_tools() &&
      reading.regime == v1::LEGAL_REGIME_LAW370) {  // EQV-04
    AddOnce(notes, v1::LEGAL_REASON_CREATION_TOOL_UNVERIFIED);
  }
  if (reading.profile != nullptr && reading.profile->key_custody()) {
    AddOnce(notes, v1::LEGAL_REASON_KEY_KEPT_BY_CA);  // EQV-14
  }
  if (reading.signer_kind == v1::SIGNER_KIND_LEGAL &&
      reading.regime == v1::LEGAL_REGIME_LAW370 &&
      reading.signer() != nullptr &&
      !NamesPerson(*reading.signer(), reading.input.rules)) {  // EQV-11
    AddOnce(notes, v1::LEGAL_REASON_NO_PERSON_IN_ENTITY_CERTIFICATE);
  }
  if (!reading.IsDomestic() || reading.issuer_service == nullptr ||
      !reading.issuer_service->standing.end.has_value()) {
    return;
  }
  const EndOfCa& end = *reading.issuer_service->standing.end;  // TRM-01, TRM-02
  const int days = calendar.TerminationNoticeDays(
      end.noticed_on, reading.input.rules.message().termination_notice_days());
  if (end.effective_on - end.noticed_on < days) {
    AddOnce(notes, v1::LEGAL_REASON_NOTICE_TOO_SHORT);
  }
}

// The signature read as made at `time`.
v1::LegalConclusion ReadAt(absl::Time time, const LegalInput& input) {
  const LegalCase reading(input, time);
  const Recognition recognition = RecogniseIssuer(reading);
  v1::LegalConclusion legal;
  legal.set_ground(recognition.ground);
  legal.set_ground_record_id(recognition.record_id);
  legal.set_regime(reading.regime);
  legal.set_signer_kind(reading.signer_kind);
  if (reading.issuer_service != nullptr) {
    legal.set_issuer_kind(reading.issuer_service->standing.kind);
  }
  std::array<v1::ConditionState, 4> states;
  int i = 0;
  for (v1::LegalCondition& condition : ConditionsOf(reading, recognition)) {
    states[i++] = condition.state();
    if (condition.state() == v1::CONDITION_STATE_NOT_MET ||
        condition.state() == v1::CONDITION_STATE_UNDETERMINED) {
      for (const int reason : condition.reasons()) {
        AddOnce(*legal.mutable_reasons(), static_cast<v1::LegalReason>(reason));
      }
    }
    *legal.add_conditions() = std::move(condition);
  }
  legal.set_effect(EffectOf(states, reading.signer_kind));
  const DocumentStanding document = StandingOfDocument(reading, legal.effect());
  legal.set_document_equivalence(document.equivalence);
  legal.set_signing_authority(document.authority);
  legal.set_seal_equivalent(document.is_seal);
  AddNotes(reading, recognition, legal);
  return legal;
}

}  // namespace

v1::LegalConclusion ConcludeLegalEffect(const LegalInput& input) {
  const Conclusion& conclusion = input.conclusion;
  if (input.calendar.DayOf(conclusion.control_time) < input.rules.in_force()) {
    v1::LegalConclusion legal = ConcludeRecognition(conclusion, input.trust);
    legal.clear_reasons();
    legal.add_reasons(v1::LEGAL_REASON_LEGAL_RULES_NOT_IN_FORCE);
    return legal;
  }
  v1::LegalConclusion legal = ReadAt(conclusion.best_signature_time, input);
  const std::optional<absl::Time>& claimed = input.facts.claimed_signing_time;
  if (!claimed.has_value() || *claimed >= conclusion.best_signature_time) {
    return legal;
  }
  const v1::LegalRegime other = input.calendar.RegimeAt(*claimed);
  if (other == legal.regime()) {
    return legal;
  }
  legal.set_claimed_regime(other);
  AddOnce(*legal.mutable_notes(),
          v1::LEGAL_REASON_CLAIMED_TIME_IN_OTHER_REGIME);
  if (ReadAt(*claimed, input).effect() != legal.effect()) {
    legal.set_effect(v1::LEGAL_EFFECT_UNDETERMINED);
    legal.set_document_equivalence(v1::DOCUMENT_EQUIVALENCE_UNDETERMINED);
    legal.set_seal_equivalent(false);
    AddOnce(*legal.mutable_reasons(), v1::LEGAL_REASON_REGIME_UNDETERMINED);
  }
  return legal;
}

}  // namespace kepil

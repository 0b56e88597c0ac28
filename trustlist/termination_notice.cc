#include "trustlist/termination_notice.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

absl::CivilDay EffectiveDay(const LegalRules& law, absl::Time from) {
  const absl::CivilDay day = law.calendar->DayOf(from);
  return law.calendar->StartOf(day) == from ? day : day + 1;
}

// The day named in the change; else, if the calendar says which it is, today or
// the day of an end that has passed.
absl::StatusOr<std::optional<absl::CivilDay>> NoticeDay(
    const TerminationAct& act) {
  const LegalRules* law = act.transition.law;
  std::optional<absl::CivilDay> day;
  if (law != nullptr) {
    day = std::min(law->calendar->DayOf(act.transition.now),
                   EffectiveDay(*law, act.from));
  }
  if (act.change.has_noticed_on()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::CivilDay named,
                           DayFromProto(act.change.noticed_on(), "noticed_on"));
    if (law != nullptr && named > *day) {
      return MalformedError("noticed_on: after today, or after the end");
    }
    day = named;
  }
  return day;
}

bool IsDomestic(const v1::Authority& authority) {
  return authority.kind() == v1::AUTHORITY_KIND_DOMESTIC_CA;
}

}  // namespace

absl::Status NoteNotice(const TerminationAct& act, v1::StatusEntry& entry) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> day,
                         NoticeDay(act));
  if (!day.has_value()) {
    return absl::OkStatus();
  }
  *entry.mutable_noticed_on() = DayToProto(*day);
  const LegalRules* law = act.transition.law;
  if (law == nullptr || !IsDomestic(act.authority)) {
    return absl::OkStatus();
  }
  entry.set_notice_days(law->calendar->TerminationNoticeDays(
      *day, law->pack->message().termination_notice_days()));
  entry.set_notice_too_short(EffectiveDay(*law, act.from) <
                             *day + entry.notice_days());
  return absl::OkStatus();
}

absl::Status RecordEndOfCa(const TerminationAct& act, v1::Authority& after) {
  const LegalRules* law = act.transition.law;
  if (law == nullptr || !IsDomestic(after)) {
    return absl::OkStatus();
  }
  const v1::LegalDate effective = DayToProto(EffectiveDay(*law, act.from));
  if (after.has_termination()) {
    return after.termination().effective_on().SerializeAsString() ==
                   effective.SerializeAsString()
               ? absl::OkStatus()
               : ForbiddenStepError(v1::ERROR_REASON_TERMINATION_ON_RECORD,
                                    v1::ACT_TERMINATE,
                                    v1::SERVICE_STATUS_TERMINATION_NOTIFIED);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> day,
                         NoticeDay(act));
  *after.mutable_termination()->mutable_noticed_on() = DayToProto(*day);
  *after.mutable_termination()->mutable_effective_on() = effective;
  return absl::OkStatus();
}

}  // namespace kepil

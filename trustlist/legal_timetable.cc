#include "trustlist/legal_timetable.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/trust/legal_date.h"

namespace kepil {
namespace {

absl::Status UrnError() {
  return MalformedError("a rule's URN is not the id of its record");
}

absl::Status SameDayError() {
  return MakeError(absl::StatusCode::kAlreadyExists,
                   v1::ERROR_REASON_RULES_OF_SAME_DAY,
                   "two rule packs or two calendars would begin on one day");
}

absl::CivilDay BeginOf(const RulePack& pack) { return pack.in_force(); }
absl::CivilDay BeginOf(const LegalCalendar& calendar) {
  return FirstDayOf(calendar);
}

// By first day; an error if two begin on one.
template <typename Ref>
absl::Status Order(std::vector<Ref>& rules) {
  std::sort(rules.begin(), rules.end(), [](const Ref& a, const Ref& b) {
    return BeginOf(*a) < BeginOf(*b);
  });
  const auto twin = std::adjacent_find(
      rules.begin(), rules.end(),
      [](const Ref& a, const Ref& b) { return BeginOf(*a) == BeginOf(*b); });
  return twin == rules.end() ? absl::OkStatus() : SameDayError();
}

// The last one that has begun by `day`, else the first.
template <typename Ref>
const Ref& LastBy(absl::CivilDay day, const std::vector<Ref>& rules) {
  const Ref* last = &rules.front();
  for (const Ref& rule : rules) {
    if (BeginOf(*rule) <= day) {
      last = &rule;
    }
  }
  return *last;
}

const v1::RuleFile* FindRule(const storage::v1::RegistryImage& image,
                             const std::string& id) {
  for (const v1::RuleFile& rule : image.rules()) {
    if (rule.id() == id) {
      return &rule;
    }
  }
  return nullptr;
}

}  // namespace

bool IsLegalRule(const v1::RuleFile& rule) {
  return rule.kind() == v1::RULE_KIND_RULE_PACK ||
         rule.kind() == v1::RULE_KIND_LEGAL_CALENDAR;
}

absl::CivilDay FirstDayOf(const LegalCalendar& calendar) {
  const absl::StatusOr<absl::CivilDay> day =
      DayFromProto(calendar.message().approval().approved_on(), "approved_on");
  return day.value_or(absl::CivilDay());  // Compile has read it.
}

absl::StatusOr<std::shared_ptr<const LegalTimetable>> LegalTimetable::Compile(
    const storage::v1::RegistryImage& image) {
  auto timetable = absl::WrapUnique(new LegalTimetable());
  for (const v1::RuleFile& rule : image.rules()) {
    if (rule.kind() == v1::RULE_KIND_RULE_PACK) {
      KEPIL_ASSIGN_OR_RETURN(RulePackRef pack,
                             RulePack::Compile(rule.content()));
      if (pack->urn() != rule.id()) {
        return UrnError();
      }
      timetable->packs_.push_back(std::move(pack));
    } else if (rule.kind() == v1::RULE_KIND_LEGAL_CALENDAR) {
      KEPIL_ASSIGN_OR_RETURN(LegalCalendarRef calendar,
                             LegalCalendar::Compile(rule.content()));
      if (calendar->urn() != rule.id()) {
        return UrnError();
      }
      timetable->calendars_.push_back(std::move(calendar));
    }
  }
  KEPIL_RETURN_IF_ERROR(Order(timetable->packs_));
  KEPIL_RETURN_IF_ERROR(Order(timetable->calendars_));
  return std::shared_ptr<const LegalTimetable>(std::move(timetable));
}

LegalRulesRef LegalTimetable::Pair(absl::CivilDay day,
                                   const LegalCalendarRef& calendar) const {
  auto rules = std::make_shared<LegalRules>();
  rules->pack = LastBy(day, packs_);
  rules->calendar = calendar;
  return rules;
}

LegalRulesRef LegalTimetable::RulesAt(absl::Time now) const {
  if (packs_.empty() || calendars_.empty()) {
    return nullptr;
  }
  // Which day it is, each calendar says itself.
  const LegalCalendarRef* calendar = &calendars_.front();
  for (const LegalCalendarRef& candidate : calendars_) {
    if (FirstDayOf(*candidate) <= candidate->DayOf(now)) {
      calendar = &candidate;
    }
  }
  return Pair((*calendar)->DayOf(now), *calendar);
}

absl::Status LegalTimetable::CheckFrom(absl::Time now) const {
  const LegalRulesRef present = RulesAt(now);
  if (present == nullptr) {
    return absl::OkStatus();
  }
  const absl::CivilDay today = present->calendar->DayOf(now);
  std::vector<absl::CivilDay> days = {today};
  for (const RulePackRef& pack : packs_) {
    days.push_back(std::max(today, pack->in_force()));
  }
  for (const LegalCalendarRef& calendar : calendars_) {
    days.push_back(std::max(today, FirstDayOf(*calendar)));
  }
  for (const absl::CivilDay day : days) {
    const LegalRulesRef rules = Pair(day, LastBy(day, calendars_));
    KEPIL_RETURN_IF_ERROR(
        CheckRulesAgainstCalendar(*rules->pack, *rules->calendar));
  }
  return absl::OkStatus();
}

absl::Status CheckLegalRule(const v1::RuleFile& rule,
                            const storage::v1::RegistryImage& image,
                            absl::Time now) {
  storage::v1::RegistryImage alone;
  *alone.add_rules() = rule;
  KEPIL_RETURN_IF_ERROR(LegalTimetable::Compile(alone).status());
  const v1::RuleFile* before = FindRule(image, rule.id());
  if (before != nullptr && before->kind() != rule.kind()) {
    return MalformedError("the URN is that of a rule of another kind");
  }
  storage::v1::RegistryImage next = image;
  if (before == nullptr) {
    *next.add_rules() = rule;
  } else {
    KEPIL_ASSIGN_OR_RETURN(const auto present, LegalTimetable::Compile(image));
    const LegalRulesRef applied = present->RulesAt(now);
    const absl::CivilDay today =
        applied == nullptr ? absl::ToCivilDay(now, absl::UTCTimeZone())
                           : applied->calendar->DayOf(now);
    storage::v1::RegistryImage former;
    *former.add_rules() = *before;
    KEPIL_ASSIGN_OR_RETURN(const auto old, LegalTimetable::Compile(former));
    const absl::CivilDay began = old->packs().empty()
                                     ? FirstDayOf(*old->calendars().front())
                                     : old->packs().front()->in_force();
    if (began <= today) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_RULES_IN_FORCE,
                       "what applies already is not altered: a new URN with a "
                       "later day takes its place");
    }
    for (v1::RuleFile& present_rule : *next.mutable_rules()) {
      if (present_rule.id() == rule.id()) {
        present_rule = rule;
      }
    }
  }
  KEPIL_ASSIGN_OR_RETURN(const auto timetable, LegalTimetable::Compile(next));
  return timetable->CheckFrom(now);
}

}  // namespace kepil

#ifndef KEPIL_TRUSTLIST_LEGAL_TIMETABLE_H_
#define KEPIL_TRUSTLIST_LEGAL_TIMETABLE_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/legal/legal_rules.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// LegalTimetable is the rule packs and legal calendars of one registry version:
// which of them applies when. A pack applies from its in_force day on (DEC-07),
// a calendar from the day of its approval, each until the next one's. Before
// the first of its kind that one is taken, and says itself that it is not in
// force. Immutable; thread-safe.
class LegalTimetable {
 public:
  // Errors: those of RulePack and LegalCalendar; INVALID_ARGUMENT/
  // REQUEST_MALFORMED if a record's id is not its URN; ALREADY_EXISTS/
  // RULES_OF_SAME_DAY if two of a kind begin on one day.
  static absl::StatusOr<std::shared_ptr<const LegalTimetable>> Compile(
      const storage::v1::RegistryImage& image);

  // What applies at record time `now`; nullptr without a pack or a calendar.
  LegalRulesRef RulesAt(absl::Time now) const;
  // Whether every pair that applies at `now` or later fits together (errors of
  // CheckRulesAgainstCalendar).
  absl::Status CheckFrom(absl::Time now) const;

  // By first day.
  const std::vector<RulePackRef>& packs() const { return packs_; }
  const std::vector<LegalCalendarRef>& calendars() const { return calendars_; }

 private:
  LegalTimetable() = default;
  LegalRulesRef Pair(absl::CivilDay day,
                     const LegalCalendarRef& calendar) const;

  std::vector<RulePackRef> packs_;
  std::vector<LegalCalendarRef> calendars_;
};

// Whether it is a rule pack or a legal calendar.
bool IsLegalRule(const v1::RuleFile& rule);
// The first day of a calendar: that of its approval.
absl::CivilDay FirstDayOf(const LegalCalendar& calendar);

// Whether a rule pack or calendar may enter `image` at `now`, beside the others
// or in the place of its former version. Errors: as Compile and CheckFrom;
// FAILED_PRECONDITION/RULES_IN_FORCE if it would alter one that applies
// already.
absl::Status CheckLegalRule(const v1::RuleFile& rule,
                            const storage::v1::RegistryImage& image,
                            absl::Time now);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_LEGAL_TIMETABLE_H_

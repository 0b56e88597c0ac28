#ifndef KEPIL_ENGINE_LEGAL_LEGAL_RULES_H_
#define KEPIL_ENGINE_LEGAL_LEGAL_RULES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/legal/legal_calendar.h"
#include "engine/legal/rule_pack.h"

namespace kepil {

// LegalRules is a rule pack and the calendar that it goes with. Immutable.
struct LegalRules {
  RulePackRef pack;
  LegalCalendarRef calendar;

  // Both from their archived bytes. Errors as of LegalCalendar, RulePack and
  // CheckRulesAgainstCalendar.
  static absl::StatusOr<std::shared_ptr<const LegalRules>> Compile(
      std::string pack_source, std::string calendar_source);
};

using LegalRulesRef = std::shared_ptr<const LegalRules>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_LEGAL_LEGAL_RULES_H_

#include "engine/legal/legal_rules.h"

#include <utility>

#include "base/status_macros.h"

namespace kepil {

absl::StatusOr<std::shared_ptr<const LegalRules>> LegalRules::Compile(
    std::string pack_source, std::string calendar_source) {
  auto rules = std::make_shared<LegalRules>();
  KEPIL_ASSIGN_OR_RETURN(rules->pack,
                         RulePack::Compile(std::move(pack_source)));
  KEPIL_ASSIGN_OR_RETURN(rules->calendar,
                         LegalCalendar::Compile(std::move(calendar_source)));
  KEPIL_RETURN_IF_ERROR(
      CheckRulesAgainstCalendar(*rules->pack, *rules->calendar));
  return std::shared_ptr<const LegalRules>(std::move(rules));
}

}  // namespace kepil

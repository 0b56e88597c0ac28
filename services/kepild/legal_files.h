#ifndef KEPIL_SERVICES_KEPILD_LEGAL_FILES_H_
#define KEPIL_SERVICES_KEPILD_LEGAL_FILES_H_

#include "absl/status/statusor.h"
#include "engine/legal/legal_rules.h"
#include "services/kepild/config.h"

namespace kepil {

// The rule pack and the legal calendar that the configuration names, both or
// neither (nullptr then). INVALID_ARGUMENT/CONFIG_INVALID, naming the file, if
// one is missing, cannot be read, or is refused by RulePack, LegalCalendar or
// CheckRulesAgainstCalendar: kepild does not start on law that contradicts
// itself.
absl::StatusOr<LegalRulesRef> ReadLegalRules(const config::v1::Rules& rules);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_LEGAL_FILES_H_

#ifndef KEPIL_SERVICES_KEPILCTL_LEGAL_RECORD_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_LEGAL_RECORD_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// Records of law, as they stand or stood: treaty list, misuse list, special-ca
// list; and the rules of today with their digests, rules list.
std::vector<Command> LegalRecordCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_LEGAL_RECORD_COMMAND_H_

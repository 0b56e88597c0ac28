#ifndef KEPIL_SERVICES_KEPILCTL_POLICY_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_POLICY_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// policy list, policy show ID.
std::vector<Command> PolicyCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_POLICY_COMMAND_H_

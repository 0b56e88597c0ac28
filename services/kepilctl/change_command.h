#ifndef KEPIL_SERVICES_KEPILCTL_CHANGE_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_CHANGE_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// How officers change the registry: ca, officer, caller and policy with
// propose, approve and refuse; changes list and changes show.
std::vector<Command> ChangeCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_CHANGE_COMMAND_H_

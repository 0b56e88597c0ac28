#ifndef KEPIL_SERVICES_KEPILCTL_APPLICATION_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_APPLICATION_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// Applications of foreign CAs and foreign TTPs: application new, add, list,
// show, document, check, approve, refuse.
std::vector<Command> ApplicationCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_APPLICATION_COMMAND_H_

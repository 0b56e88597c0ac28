#ifndef KEPIL_SERVICES_KEPILCTL_AUTHORITY_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_AUTHORITY_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// The registry as it stands, ca list, show and history; and acts on it, ca
// suspend, resume and terminate.
std::vector<Command> AuthorityCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_AUTHORITY_COMMAND_H_

#ifndef KEPIL_SERVICES_KEPILCTL_DVCS_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_DVCS_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// dvcs request FILE: an exchange of RFC 3029 with any server, or the request
// alone; dvcs show FILE; dvcs verify FILE. Only the first needs a server.
std::vector<Command> DvcsCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DVCS_COMMAND_H_

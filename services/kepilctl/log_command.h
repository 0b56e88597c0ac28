#ifndef KEPIL_SERVICES_KEPILCTL_LOG_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_LOG_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// log checkpoint, log prove, log fsck. Everything printed has been verified
// under the log's key: the one given, or the one that the server names.
std::vector<Command> LogCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_LOG_COMMAND_H_

#ifndef KEPIL_SERVICES_KEPILCTL_WATCH_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_WATCH_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// ca watch: what the server's watch over registered CRLs saw; exit code 1 if
// one is overdue.
Command WatchCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_WATCH_COMMAND_H_

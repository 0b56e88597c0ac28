#ifndef KEPIL_SERVICES_KEPILCTL_REPLAY_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_REPLAY_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// replay RECEIPT, or replay --bundle FILE without a server: judges again from
// the evidence. kYes if identical to the receipt in the bundle, kNo with the
// first difference; without a receipt in it, the exit code of the verdict.
Command ReplayCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_REPLAY_COMMAND_H_

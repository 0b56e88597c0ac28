#ifndef KEPIL_SERVICES_KEPILCTL_RECEIPT_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_RECEIPT_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// receipt get ID; receipt verify FILE..., which needs no server.
std::vector<Command> ReceiptCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_RECEIPT_COMMAND_H_

#ifndef KEPIL_SERVICES_KEPILCTL_VALIDATE_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_VALIDATE_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// validate FILE...|DIR: one line per signature, in the order of the files.
Command ValidateCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_VALIDATE_COMMAND_H_

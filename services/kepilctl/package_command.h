#ifndef KEPIL_SERVICES_KEPILCTL_PACKAGE_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_PACKAGE_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// ca examine: the package of an archived authority, offline.
Command PackageCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_PACKAGE_COMMAND_H_

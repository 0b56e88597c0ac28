#ifndef KEPIL_SERVICES_KEPILCTL_STATUS_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_STATUS_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// status: who the server is and by what it judges; --keys saves what verifiers
// of receipts pin: anchors.pem (for openssl as well), log.vkey, and both in
// keys.txt.
Command StatusCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_STATUS_COMMAND_H_

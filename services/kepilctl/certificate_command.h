#ifndef KEPIL_SERVICES_KEPILCTL_CERTIFICATE_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_CERTIFICATE_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// cert status: what the server's archive says of a certificate at a time; exit
// code 0 good, 1 revoked, 2 unknown or no answer.
Command CertificateStatusCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_CERTIFICATE_COMMAND_H_

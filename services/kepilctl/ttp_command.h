#ifndef KEPIL_SERVICES_KEPILCTL_TTP_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_TTP_COMMAND_H_

#include "services/kepilctl/command.h"

namespace kepil {

// ttp selftest URL: what a server of RFC 3029 supports, before its
// registration. No if one answer is wrong, no answer if none came.
Command TtpSelfTestCommand();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_TTP_COMMAND_H_

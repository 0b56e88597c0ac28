#ifndef KEPIL_SERVICES_KEPILCTL_EVIDENCE_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_EVIDENCE_COMMAND_H_

#include <vector>

#include "services/kepilctl/command.h"

namespace kepil {

// evidence restrict (officers) and evidence purge (operators): what becomes of
// the evidence of a receipt.
std::vector<Command> EvidenceCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_EVIDENCE_COMMAND_H_

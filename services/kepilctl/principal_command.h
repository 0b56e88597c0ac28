#ifndef KEPIL_SERVICES_KEPILCTL_PRINCIPAL_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_PRINCIPAL_COMMAND_H_

#include <vector>

#include "absl/types/span.h"
#include "kepil/v1/registrar.pb.h"
#include "services/kepilctl/command.h"

namespace kepil {

enum class PrincipalKind { kOfficer, kCaller };

// The newest record of each principal of that kind among effective changes, by
// id; `changes` in any order.
std::vector<v1::PrincipalRecord> PrincipalsIn(
    absl::Span<const v1::ChangeInfo> changes, PrincipalKind kind);

// officer and caller with list and show, as the changes say that took effect:
// the two officers of the bootstrap, who came by no change, are not among them.
std::vector<Command> PrincipalCommands();

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_PRINCIPAL_COMMAND_H_

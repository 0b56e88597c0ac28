#ifndef KEPIL_SERVICES_KEPILCTL_DISPATCH_H_
#define KEPIL_SERVICES_KEPILCTL_DISPATCH_H_

#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/kepilctl/command.h"

namespace kepil {

// Finds the command that `words` begin with (the longest name wins), runs it,
// complains about its error. Without a command, or with --help, help is
// printed: kYes if it was asked for, else kNoAnswer.
ExitCode Dispatch(absl::Span<const std::string> words,
                  absl::Span<const Command> commands,
                  const std::map<std::string, std::string>& environment,
                  Console& console);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DISPATCH_H_

#ifndef KEPIL_SERVICES_KEPILCTL_COMMAND_H_
#define KEPIL_SERVICES_KEPILCTL_COMMAND_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/kepilctl/arguments.h"
#include "services/kepilctl/output.h"
#include "services/kepilctl/settings.h"

namespace kepil {

// What a command says to the shell. For `validate`: every signature valid, some
// not valid, no verdict.
enum class ExitCode { kYes = 0, kNo = 1, kNoAnswer = 2 };

struct CommandContext {
  const Arguments& arguments;
  const Settings& settings;
  Console& console;
};

// One line of the command table.
struct Command {
  std::string name;                 // "ca propose".
  std::string parameters;           // "FILE.textproto".
  std::string summary;              // One line, for people.
  std::vector<OptionSpec> options;  // Beside CommonOptions().
  // Prints the answer. An error is "no answer": it is complained about by the
  // caller and ends in kNoAnswer.
  std::function<absl::StatusOr<ExitCode>(const CommandContext&)> run;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_COMMAND_H_

// kepilctl, the user's command line. Its commands: kepilctl --help.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/kepilctl/application_command.h"
#include "services/kepilctl/authority_command.h"
#include "services/kepilctl/certificate_command.h"
#include "services/kepilctl/change_command.h"
#include "services/kepilctl/dispatch.h"
#include "services/kepilctl/dvcs_command.h"
#include "services/kepilctl/evidence_command.h"
#include "services/kepilctl/legal_record_command.h"
#include "services/kepilctl/log_command.h"
#include "services/kepilctl/package_command.h"
#include "services/kepilctl/policy_command.h"
#include "services/kepilctl/principal_command.h"
#include "services/kepilctl/receipt_command.h"
#include "services/kepilctl/replay_command.h"
#include "services/kepilctl/settings.h"
#include "services/kepilctl/status_command.h"
#include "services/kepilctl/ttp_command.h"
#include "services/kepilctl/validate_command.h"
#include "services/kepilctl/watch_command.h"

namespace kepil {
namespace {

std::vector<Command> AllCommands() {
  std::vector<Command> commands = {ValidateCommand()};
  for (std::vector<Command> some :
       {ReceiptCommands(), ApplicationCommands(), AuthorityCommands(),
        ChangeCommands(), PrincipalCommands(), PolicyCommands(),
        LegalRecordCommands(), LogCommands(), DvcsCommands(),
        EvidenceCommands()}) {
    std::move(some.begin(), some.end(), std::back_inserter(commands));
  }
  commands.push_back(ReplayCommand());
  commands.push_back(StatusCommand());
  commands.push_back(WatchCommand());
  commands.push_back(PackageCommand());
  commands.push_back(CertificateStatusCommand());
  commands.push_back(TtpSelfTestCommand());
  return commands;
}

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> environment;
  for (const std::string& name : SettingVariables()) {
    if (const char* value = std::getenv(name.c_str()); value != nullptr) {
      environment[name] = value;
    }
  }
  return environment;
}

int Main(const std::vector<std::string>& words) {
  // What gRPC has to say comes as a status; its own log is for developers.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  Console console{std::cout, std::cerr, isatty(STDERR_FILENO) == 1};
  const ExitCode code = Dispatch(words, AllCommands(), Environment(), console);
  std::cout.flush();
  if (!std::cout) {
    return static_cast<int>(ExitCode::kNoAnswer);
  }
  return static_cast<int>(code);
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  return kepil::Main(std::vector<std::string>(argv + 1, argv + argc));
}

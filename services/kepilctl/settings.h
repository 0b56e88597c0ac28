#ifndef KEPIL_SERVICES_KEPILCTL_SETTINGS_H_
#define KEPIL_SERVICES_KEPILCTL_SETTINGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/kepilctl/arguments.h"
#include "services/kepilctl/output.h"

namespace kepil {

enum class Transport { kTls, kPlaintext };

// What every command takes: which server, as whom, and how to answer.
struct Settings {
  std::string server;     // HOST:PORT. "": none given.
  std::string cert_file;  // The caller's certificate chain, PEM. "": none.
  std::string key_file;   // Its key, PEM.
  std::string ca_file;    // Who vouches for the server, PEM.
  Transport transport = Transport::kTls;
  OutputFormat format = OutputFormat::kText;
  absl::Duration timeout = absl::Seconds(30);  // Per answer waited for.
};

// The options behind Settings, and --help.
const std::vector<OptionSpec>& CommonOptions();
// The variables of the environment that stand for absent options.
const std::vector<std::string>& SettingVariables();

// INVALID_ARGUMENT/REQUEST_MALFORMED for values out of range, a certificate
// without its key, and --plaintext together with --ca or a certificate.
absl::StatusOr<Settings> SettingsFrom(
    const Arguments& arguments,
    const std::map<std::string, std::string>& environment);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_SETTINGS_H_

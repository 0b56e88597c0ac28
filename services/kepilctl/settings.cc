#include "services/kepilctl/settings.h"

#include "absl/strings/numbers.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

std::string ValueOf(const Arguments& arguments, absl::string_view option,
                    const std::map<std::string, std::string>& environment,
                    const std::string& variable) {
  if (arguments.Has(option)) {
    return arguments.Get(option);
  }
  const auto found = environment.find(variable);
  return found == environment.end() ? "" : found->second;
}

absl::StatusOr<absl::Duration> TimeoutFrom(const std::string& text) {
  double seconds = 0;
  absl::Duration timeout;
  if (absl::SimpleAtod(text, &seconds)) {
    timeout = absl::Seconds(seconds);
  } else if (!absl::ParseDuration(text, &timeout)) {
    return MalformedError("--timeout is a time such as 30s or 2m");
  }
  if (!(timeout > absl::ZeroDuration()) || timeout > absl::Hours(1)) {
    return MalformedError("--timeout is more than 0 and at most 1h");
  }
  return timeout;
}

absl::StatusOr<OutputFormat> FormatFrom(const Arguments& arguments) {
  const std::string output = arguments.Get("output");
  if (!output.empty() && output != "text" && output != "json") {
    return MalformedError("--output is text or json");
  }
  if (arguments.Has("json") && output == "text") {
    return MalformedError("--json contradicts --output text");
  }
  return arguments.Has("json") || output == "json" ? OutputFormat::kJson
                                                   : OutputFormat::kText;
}

}  // namespace

const std::vector<OptionSpec>& CommonOptions() {
  static const auto* const options = new std::vector<OptionSpec>{
      {"server", "HOST:PORT", "server to ask (KEPIL_SERVER)"},
      {"cert", "FILE", "your TLS certificate chain, PEM (KEPIL_CERT)"},
      {"key", "FILE", "its key, PEM (KEPIL_KEY)"},
      {"ca", "FILE", "who vouches for the server, PEM (KEPIL_CA)"},
      {"plaintext", "", "no TLS; for a server on this machine only"},
      {"output", "text|json", "how results are written; default text"},
      {"json", "", "short for --output json"},
      {"timeout", "TIME", "longest wait for an answer; default 30s"},
      {"help", "", "this text"},
  };
  return *options;
}

const std::vector<std::string>& SettingVariables() {
  static const auto* const names = new std::vector<std::string>{
      "KEPIL_SERVER", "KEPIL_CERT", "KEPIL_KEY", "KEPIL_CA"};
  return *names;
}

absl::StatusOr<Settings> SettingsFrom(
    const Arguments& arguments,
    const std::map<std::string, std::string>& environment) {
  Settings settings;
  settings.server = ValueOf(arguments, "server", environment, "KEPIL_SERVER");
  KEPIL_ASSIGN_OR_RETURN(settings.format, FormatFrom(arguments));
  if (arguments.Has("timeout")) {
    KEPIL_ASSIGN_OR_RETURN(settings.timeout,
                           TimeoutFrom(arguments.Get("timeout")));
  }
  if (arguments.Has("plaintext")) {
    if (arguments.Has("ca") || arguments.Has("cert") || arguments.Has("key")) {
      return MalformedError("--plaintext goes without --ca, --cert and --key");
    }
    settings.transport = Transport::kPlaintext;
    return settings;
  }
  settings.cert_file = ValueOf(arguments, "cert", environment, "KEPIL_CERT");
  settings.key_file = ValueOf(arguments, "key", environment, "KEPIL_KEY");
  settings.ca_file = ValueOf(arguments, "ca", environment, "KEPIL_CA");
  if (settings.cert_file.empty() != settings.key_file.empty()) {
    return MalformedError("--cert and --key go together");
  }
  return settings;
}

}  // namespace kepil

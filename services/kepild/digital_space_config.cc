#include "services/kepild/digital_space_config.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace kepil {
namespace {

constexpr int64_t kMaxEvents = 1'000'000;
constexpr size_t kMaxUrl = 2048;

void Resolve(const std::string& folder, std::string& path) {
  if (!path.empty() && path[0] != '/') {
    path = absl::StrCat(folder, "/", path);
  }
}

}  // namespace

config::v1::Config WithDigitalSpaceDefaults(config::v1::Config config,
                                            const std::string& folder) {
  config::v1::DigitalSpace& space = *config.mutable_digital_space();
  if (!space.has_timeout()) {
    space.mutable_timeout()->set_seconds(10);
  }
  if (space.max_events() == 0) {
    space.set_max_events(kMaxEvents);
  }
  Resolve(folder, *space.mutable_subject_key_file());
  Resolve(folder, *space.mutable_folder());
  Resolve(folder, *space.mutable_ca_file());
  if (space.has_tls()) {
    Resolve(folder, *space.mutable_tls()->mutable_cert_file());
    Resolve(folder, *space.mutable_tls()->mutable_key_file());
  }
  return config;
}

std::vector<std::string> DigitalSpaceProblemsOf(
    const config::v1::Config& config) {
  std::vector<std::string> problems;
  const config::v1::DigitalSpace& space = config.digital_space();
  if (!space.url().empty() && !space.folder().empty()) {
    problems.push_back("digital_space: url and folder exclude each other");
  }
  if (!space.url().empty() && (!absl::StartsWith(space.url(), "https://") ||
                               space.url().size() > kMaxUrl)) {
    problems.push_back("digital_space.url: not https, or over 2048 octets");
  }
  if (space.subject_key_file().empty() &&
      !(space.url().empty() && space.folder().empty())) {
    problems.push_back(
        "digital_space.subject_key_file: required with url or folder");
  }
  if (space.has_tls() &&
      (space.tls().cert_file().empty() || space.tls().key_file().empty())) {
    problems.push_back("digital_space.tls: cert_file and key_file go together");
  }
  const int64_t timeout = space.timeout().seconds();
  if (timeout < 0 || timeout > 60 || space.timeout().nanos() < 0 ||
      (timeout == 0 && space.timeout().nanos() == 0)) {
    problems.push_back("digital_space.timeout: not between 0 and 60 seconds");
  }
  if (space.max_events() < 1 || space.max_events() > 100 * kMaxEvents) {
    problems.push_back("digital_space.max_events: not between 1 and 100000000");
  }
  return problems;
}

}  // namespace kepil

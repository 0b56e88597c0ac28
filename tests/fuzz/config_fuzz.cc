// Configuration: what is accepted is complete, and reads the same when it is
// printed and read again.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/kepild/config.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {
namespace {

constexpr char kFolder[] = "/etc/kepil";

void CheckListenAddress(const std::string& address) {
  const auto parsed = ParseListenAddress(address);
  KEPIL_FUZZ_CHECK(parsed.ok());
  KEPIL_FUZZ_CHECK(parsed->port >= 0 && parsed->port <= 65535);
  KEPIL_FUZZ_CHECK(!parsed->host.empty());
  const auto again =
      ParseListenAddress(parsed->host + ":" + std::to_string(parsed->port));
  KEPIL_FUZZ_CHECK(again.ok() && again->host == parsed->host &&
                   again->port == parsed->port);
}

bool Run(absl::string_view input) {
  const auto config = ParseConfig(input, kFolder);
  if (!config.ok()) {
    KEPIL_FUZZ_CHECK(!config.status().message().empty());
    return false;
  }
  KEPIL_FUZZ_CHECK(config->storage().rocksdb_path().front() == '/');
  KEPIL_FUZZ_CHECK(config->limits().max_message_bytes() > 0);
  KEPIL_FUZZ_CHECK(DurationOf(config->limits().request_timeout()) >
                   absl::ZeroDuration());
  for (const auto& listener : config->listeners()) {
    CheckListenAddress(listener.address());
  }
  std::string printed;
  KEPIL_FUZZ_CHECK(
      google::protobuf::TextFormat::PrintToString(*config, &printed));
  const auto again = ParseConfig(printed, "/another/folder");
  KEPIL_FUZZ_CHECK(again.ok());
  KEPIL_FUZZ_CHECK(
      google::protobuf::util::MessageDifferencer::Equals(*config, *again));
  return true;
}

std::vector<FuzzSeed> Seeds() {
  std::ifstream file("deploy/config/kepild.textproto");
  const std::string text = {std::istreambuf_iterator<char>(file),
                            std::istreambuf_iterator<char>()};
  return {{text, true}};
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"config", FuzzGrammar::kLines, Seeds, Run, {}};
  return target;
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_KEPILD_CONFIG_H_
#define KEPIL_SERVICES_KEPILD_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "kepil/config/v1/config.pb.h"

namespace kepil {

using Config = config::v1::Config;

// Host and port of "HOST:PORT"; host "" becomes 127.0.0.1.
struct ListenAddress {
  std::string host;
  int port = 0;
};
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view address);

// Reads, completes with the defaults that config.proto documents and checks the
// file at `path`; relative paths in it become relative to its folder.
// INVALID_ARGUMENT/CONFIG_INVALID lists every problem, one a line.
absl::StatusOr<Config> LoadConfig(const std::string& path);

// The same from text, paths relative to `folder`.
absl::StatusOr<Config> ParseConfig(absl::string_view text,
                                   const std::string& folder);

inline absl::Duration DurationOf(const google::protobuf::Duration& message) {
  return absl::Seconds(message.seconds()) + absl::Nanoseconds(message.nanos());
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_CONFIG_H_

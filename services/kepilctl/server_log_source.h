#ifndef KEPIL_SERVICES_KEPILCTL_SERVER_LOG_SOURCE_H_
#define KEPIL_SERVICES_KEPILCTL_SERVER_LOG_SOURCE_H_

#include <string>

#include "services/kepilctl/client.h"
#include "translog/log_source.h"

namespace kepil {

// ServerLogSource is one log of a server, tile by tile. Thread-safe. Errors are
// the server's.
class ServerLogSource : public LogSource {
 public:
  // `client` outlives this.
  explicit ServerLogSource(Client& client,
                           v1::LogName log = v1::LOG_NAME_RECEIPTS)
      : client_(client), log_(log) {}

  absl::StatusOr<std::string> ReadTile(const TileId& id) const override;
  absl::StatusOr<std::string> ReadEntryBundle(const TileId& id) const override;
  absl::StatusOr<std::string> ReadCheckpoint() const override;

 private:
  absl::StatusOr<std::string> Read(const std::string& path) const;

  Client& client_;
  const v1::LogName log_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_SERVER_LOG_SOURCE_H_

#ifndef KEPIL_SERVICES_KEPILCTL_DIRECTORY_LOG_SOURCE_H_
#define KEPIL_SERVICES_KEPILCTL_DIRECTORY_LOG_SOURCE_H_

#include <string>
#include <utility>

#include "translog/log_source.h"

namespace kepil {

// DirectoryLogSource is a log as files, laid out as c2sp.org/tlog-tiles names
// them: "checkpoint", "tile/0/000", "tile/entries/000.p/17". Thread-safe. A
// file that is not there is NOT_FOUND/TILE_UNKNOWN.
class DirectoryLogSource : public LogSource {
 public:
  explicit DirectoryLogSource(std::string directory)
      : directory_(std::move(directory)) {}

  absl::StatusOr<std::string> ReadTile(const TileId& id) const override;
  absl::StatusOr<std::string> ReadEntryBundle(const TileId& id) const override;
  absl::StatusOr<std::string> ReadCheckpoint() const override;

 private:
  const std::string directory_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_DIRECTORY_LOG_SOURCE_H_

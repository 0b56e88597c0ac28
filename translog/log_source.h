#ifndef KEPIL_TRANSLOG_LOG_SOURCE_H_
#define KEPIL_TRANSLOG_LOG_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "translog/tile_layout.h"

namespace kepil {

// LogSource is a log as its readers see it (c2sp.org/tlog-tiles): a store, a
// server or a directory of tiles. Thread-safe. What it hands out is believed
// only after it has been checked against a checkpoint.
class LogSource {
 public:
  virtual ~LogSource() = default;
  // The first `id.width` hashes of the tile, 32 octets each; a wider tile at
  // that place answers too (NarrowTile). NOT_FOUND/TILE_UNKNOWN if the log has
  // fewer there.
  virtual absl::StatusOr<std::string> ReadTile(const TileId& id) const = 0;
  // The same for the first `id.width` entries of a bundle (level 0).
  virtual absl::StatusOr<std::string> ReadEntryBundle(
      const TileId& id) const = 0;
  // The newest published checkpoint, a signed note as written.
  // NOT_FOUND/TILE_UNKNOWN if none was published yet.
  virtual absl::StatusOr<std::string> ReadCheckpoint() const = 0;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_LOG_SOURCE_H_

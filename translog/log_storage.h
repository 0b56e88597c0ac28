#ifndef KEPIL_TRANSLOG_LOG_STORAGE_H_
#define KEPIL_TRANSLOG_LOG_STORAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "translog/compact_range.h"
#include "translog/log_source.h"
#include "translog/tile_layout.h"

namespace kepil {

// TreeState is how far the tree has been built: size and right edge. Stored as
// CompactRange::Serialize.
using TreeState = CompactRange;

// IntegrationBatch is one step of the tree, written as a whole or not at all.
struct IntegrationBatch {
  std::vector<std::pair<TileId, std::string>> tiles;
  std::vector<std::pair<TileId, std::string>> bundles;
  // Partial ones that `tiles` and `bundles` hold in a wider form; to delete.
  std::vector<TileId> superseded_tiles;
  std::vector<TileId> superseded_bundles;
  // Pending leaves below its size are in the tree now; to delete.
  TreeState state;
};

// LogStorage keeps one log: tiles and entry bundles addressed as in C2SP
// tlog-tiles, leaves that wait, the tree state and the published checkpoint.
// Who accepts a leaf puts it among the pending ones, at the next index, in a
// durable write of its own. Errors of the store itself: UNAVAILABLE/STORE_DOWN,
// DATA_LOSS/STORE_CORRUPT.
class LogStorage : public LogSource {
 public:
  // Leaves accepted but not yet in the tree, oldest first, consecutive from
  // `from_index` on; empty if there are none.
  virtual absl::StatusOr<std::vector<std::string>> ReadPending(
      int64_t from_index, int max_leaves) const = 0;
  // The state of the last integration; the empty tree if there was none.
  virtual absl::StatusOr<TreeState> ReadTreeState() const = 0;
  // Writes `batch` durably and together if the stored state still equals
  // `expected`; otherwise ABORTED/REGISTRY_MOVED. One writer at a time.
  virtual absl::Status CommitIntegration(const TreeState& expected,
                                         const IntegrationBatch& batch) = 0;
  // Replaces the published checkpoint, durably.
  virtual absl::Status WriteCheckpoint(absl::string_view note) = 0;
};

// LogAnchor keeps the newest checkpoint outside the store, on a path of its
// own, so that a store put back to an earlier state is noticed.
class LogAnchor {
 public:
  virtual ~LogAnchor() = default;
  // The note last written, or nullopt if none ever was.
  virtual absl::StatusOr<std::optional<std::string>> Read() const = 0;
  // Replaces it; durable (fsync) and whole when it returns OK.
  virtual absl::Status Write(absl::string_view note) = 0;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_LOG_STORAGE_H_

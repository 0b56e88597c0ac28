#ifndef KEPIL_TRANSLOG_TILE_BUILDER_H_
#define KEPIL_TRANSLOG_TILE_BUILDER_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/crypto/digest.h"
#include "translog/compact_range.h"
#include "translog/log_source.h"
#include "translog/log_storage.h"
#include "translog/tile_layout.h"

namespace kepil {

// TileBuilder extends a tree by leaves and collects what has to be written for
// it: tiles and entry bundles, full ones and the rightmost partial one of each
// level that grew.
class TileBuilder {
 public:
  // Starts from `state` and the partial tiles that `source` has for it. The
  // tiles are checked against `state`: DATA_LOSS/STORE_CORRUPT if they do not
  // hash to it. Errors of `source` as they are.
  static absl::StatusOr<TileBuilder> Resume(const TreeState& state,
                                            const LogSource& source);

  // Appends one leaf of at most kMaxEntryOctets octets; a longer one is
  // DATA_LOSS/STORE_CORRUPT, since it must never have been accepted.
  absl::Status Append(const std::string& leaf);

  int64_t size() const { return state_.size(); }
  // What to write; the builder is spent.
  absl::StatusOr<IntegrationBatch> Finish() &&;

 private:
  using Row = std::vector<Digest>;

  explicit TileBuilder(const TreeState& state);
  absl::Status FlushBundle(int64_t index);

  TreeState state_;
  int64_t first_size_;
  // The unfinished tile of each level, and the unfinished bundle.
  std::array<Row, kMaxTileLevel + 1> rows_;
  std::vector<std::string> entries_;
  IntegrationBatch batch_;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_TILE_BUILDER_H_

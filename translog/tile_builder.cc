#include "translog/tile_builder.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

absl::Status Corrupt(absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   message);
}

// The rightmost tile of `level` if it is partial; width 0 if there is none.
TileId PartialTile(int level, int64_t tree_size) {
  return TileAt(level, HashesAtLevel(level, tree_size) / kTileWidth, tree_size);
}

}  // namespace

TileBuilder::TileBuilder(const TreeState& state)
    : state_(state), first_size_(state.size()) {}

absl::StatusOr<TileBuilder> TileBuilder::Resume(const TreeState& state,
                                                const LogSource& source) {
  TileBuilder builder(state);
  // The right edge again, from the tiles: each level gives the subtrees that
  // are complete within its partial tile.
  std::vector<Digest> edge;
  for (int level = kMaxTileLevel; level >= 0; --level) {
    const TileId id = PartialTile(level, state.size());
    if (id.width == 0) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::string octets, source.ReadTile(id));
    absl::StatusOr<Row> row = DecodeTile(octets, id.width);
    if (!row.ok()) {
      return Corrupt(row.status().message());
    }
    CompactRange within;
    for (const Digest& hash : *row) {
      within.Append(hash);
    }
    edge.insert(edge.end(), within.hashes().begin(), within.hashes().end());
    builder.rows_[level] = *std::move(row);
  }
  if (edge != state.hashes()) {
    return Corrupt("partial tiles do not hash to the tree state");
  }
  const TileId id = PartialTile(0, state.size());
  if (id.width != 0) {
    KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                           source.ReadEntryBundle(id));
    absl::StatusOr<std::vector<std::string>> entries =
        DecodeEntryBundle(octets, id.width);
    if (!entries.ok()) {
      return Corrupt(entries.status().message());
    }
    builder.entries_ = *std::move(entries);
  }
  return builder;
}

absl::Status TileBuilder::FlushBundle(int64_t index) {
  TileId id;
  id.index = index;
  id.width = static_cast<int>(entries_.size());
  KEPIL_ASSIGN_OR_RETURN(std::string octets, EncodeEntryBundle(entries_));
  batch_.bundles.emplace_back(id, std::move(octets));
  return absl::OkStatus();
}

absl::Status TileBuilder::Append(const std::string& leaf) {
  if (leaf.size() > kMaxEntryOctets) {
    return Corrupt("pending leaf is over 65535 octets");
  }
  state_.Append(LeafHash(leaf), [this](int level, int64_t, const Digest& hash) {
    if (level % kTileHeight != 0) {
      return;
    }
    const int tile_level = level / kTileHeight;
    Row& row = rows_[tile_level];
    row.push_back(hash);
    if (row.size() == kTileWidth) {
      TileId id;
      id.level = tile_level;
      // The state counts the leaf only after its nodes have been visited.
      id.index = HashesAtLevel(tile_level, state_.size()) / kTileWidth;
      batch_.tiles.emplace_back(id, EncodeTile(row));
      row.clear();
    }
  });
  entries_.push_back(leaf);
  if (entries_.size() == kTileWidth) {
    KEPIL_RETURN_IF_ERROR(FlushBundle(state_.size() / kTileWidth - 1));
    entries_.clear();
  }
  return absl::OkStatus();
}

absl::StatusOr<IntegrationBatch> TileBuilder::Finish() && {
  for (int level = 0; level <= kMaxTileLevel; ++level) {
    if (HashesAtLevel(level, first_size_) ==
        HashesAtLevel(level, state_.size())) {
      continue;
    }
    const TileId grown = PartialTile(level, state_.size());
    if (grown.width != 0) {
      batch_.tiles.emplace_back(grown, EncodeTile(rows_[level]));
    }
    const TileId before = PartialTile(level, first_size_);
    if (before.width != 0) {
      batch_.superseded_tiles.push_back(before);
      if (level == 0) {
        batch_.superseded_bundles.push_back(before);
      }
    }
  }
  if (first_size_ != state_.size() && !entries_.empty()) {
    KEPIL_RETURN_IF_ERROR(FlushBundle(state_.size() / kTileWidth));
  }
  batch_.state = state_;
  return std::move(batch_);
}

}  // namespace kepil

#include "services/store/rocks_log_storage.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr char kTree[] = "tree";
constexpr char kCheckpoint[] = "checkpoint";

std::string TileKey(const TileId& id) {
  return static_cast<char>(id.level) + NumberKey(id.index);
}

absl::Status UnknownError() {
  return MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_TILE_UNKNOWN,
                   "the log has no such tile");
}

// What is stored may be narrower than what is asked for: then it is unknown.
absl::StatusOr<std::string> KnownOr(absl::StatusOr<std::string> narrowed) {
  if (!narrowed.ok() &&
      ReasonOf(narrowed.status()) == v1::ERROR_REASON_STORE_CORRUPT) {
    return UnknownError();
  }
  return narrowed;
}

}  // namespace

std::string RocksLogStorage::Key(absl::string_view rest) const {
  return absl::StrCat(std::string(1, static_cast<char>(log_)), rest);
}

absl::StatusOr<std::string> RocksLogStorage::ReadTile(const TileId& id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> tile,
                         db_.Get(Family::kLogTiles, Key(TileKey(id))));
  if (!tile.has_value()) {
    return UnknownError();
  }
  return KnownOr(NarrowTile(*tile, id.width));
}

absl::StatusOr<std::string> RocksLogStorage::ReadEntryBundle(
    const TileId& id) const {
  KEPIL_ASSIGN_OR_RETURN(
      const std::optional<std::string> bundle,
      db_.Get(Family::kLogBundles, Key(NumberKey(id.index))));
  if (!bundle.has_value()) {
    return UnknownError();
  }
  return KnownOr(NarrowEntryBundle(*bundle, id.width));
}

absl::StatusOr<std::string> RocksLogStorage::ReadCheckpoint() const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<std::string> note,
                         db_.Get(Family::kLogState, Key(kCheckpoint)));
  if (!note.has_value()) {
    return UnknownError();
  }
  return *std::move(note);
}

absl::StatusOr<std::vector<std::string>> RocksLogStorage::ReadPending(
    int64_t from_index, int max_leaves) const {
  std::vector<std::string> leaves;
  int64_t next = from_index;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kLogPending, Key(""), Key(NumberKey(from_index))},
               [&](absl::string_view key, absl::string_view leaf) {
                 if (static_cast<int>(leaves.size()) >= max_leaves ||
                     NumberOf(key.substr(1)) != next) {
                   return false;
                 }
                 leaves.emplace_back(leaf);
                 ++next;
                 return true;
               }));
  return leaves;
}

absl::StatusOr<TreeState> RocksLogStorage::ReadTreeState() const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> state,
                         db_.Get(Family::kLogState, Key(kTree)));
  if (!state.has_value()) {
    return TreeState();
  }
  return TreeState::Parse(*state);
}

absl::Status RocksLogStorage::CommitIntegration(const TreeState& expected,
                                                const IntegrationBatch& batch) {
  KEPIL_ASSIGN_OR_RETURN(const TreeState stored, ReadTreeState());
  if (stored != expected) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED,
                     "the tree has moved under the sequencer");
  }
  RocksDb::Batch writes(db_);
  for (const auto& [id, tile] : batch.tiles) {
    writes.Put(Family::kLogTiles, Key(TileKey(id)), tile);
  }
  for (const auto& [id, bundle] : batch.bundles) {
    writes.Put(Family::kLogBundles, Key(NumberKey(id.index)), bundle);
  }
  for (int64_t index = expected.size(); index < batch.state.size(); ++index) {
    writes.Delete(Family::kLogPending, Key(NumberKey(index)));
  }
  writes.Put(Family::kLogState, Key(kTree), batch.state.Serialize());
  return db_.Write(writes, Durability::kSynced);
}

absl::Status RocksLogStorage::WriteCheckpoint(absl::string_view note) {
  RocksDb::Batch writes(db_);
  writes.Put(Family::kLogState, Key(kCheckpoint), note);
  return db_.Write(writes, Durability::kSynced);
}

absl::Status RocksLogStorage::DropCheckpoint() {
  RocksDb::Batch writes(db_);
  writes.Delete(Family::kLogState, Key(kCheckpoint));
  return db_.Write(writes, Durability::kSynced);
}

}  // namespace kepil

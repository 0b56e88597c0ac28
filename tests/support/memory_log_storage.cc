#include "tests/support/memory_log_storage.h"

#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/tile_builder.h"

namespace kepil {
namespace {

absl::Status Unknown() {
  return MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_TILE_UNKNOWN,
                   "the log has no such thing");
}

// The narrowest stored one at the place of `id` that is wide enough.
absl::StatusOr<std::string> FindWide(
    const std::map<TileId, std::string>& stored, const TileId& id) {
  const auto it = stored.lower_bound(id);
  if (it == stored.end() || it->first.level != id.level ||
      it->first.index != id.index) {
    return Unknown();
  }
  return it->second;
}

}  // namespace

void MemoryLogStorage::AddPending(absl::string_view leaf) {
  MutexLock lock(mutex_);
  pending_[next_index_++] = std::string(leaf);
}

absl::StatusOr<std::string> MemoryLogStorage::ReadTile(const TileId& id) const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, FindWide(tiles_, id));
  return NarrowTile(octets, id.width);
}

absl::StatusOr<std::string> MemoryLogStorage::ReadEntryBundle(
    const TileId& id) const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  KEPIL_ASSIGN_OR_RETURN(const std::string octets, FindWide(bundles_, id));
  return NarrowEntryBundle(octets, id.width);
}

absl::StatusOr<std::string> MemoryLogStorage::ReadCheckpoint() const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  if (!checkpoint_.has_value()) {
    return Unknown();
  }
  return *checkpoint_;
}

absl::StatusOr<std::vector<std::string>> MemoryLogStorage::ReadPending(
    int64_t from_index, int max_leaves) const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  std::vector<std::string> leaves;
  for (auto it = pending_.find(from_index);
       it != pending_.end() && static_cast<int>(leaves.size()) < max_leaves;
       ++it) {
    leaves.push_back(it->second);
  }
  return leaves;
}

absl::StatusOr<TreeState> MemoryLogStorage::ReadTreeState() const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  return state_;
}

absl::Status MemoryLogStorage::CommitIntegration(
    const TreeState& expected, const IntegrationBatch& batch) {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  if (state_ != expected) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED,
                     "the tree has grown meanwhile");
  }
  for (const TileId& id : batch.superseded_tiles) {
    tiles_.erase(id);
  }
  for (const TileId& id : batch.superseded_bundles) {
    bundles_.erase(id);
  }
  for (const auto& [id, octets] : batch.tiles) {
    tiles_[id] = octets;
  }
  for (const auto& [id, octets] : batch.bundles) {
    bundles_[id] = octets;
  }
  state_ = batch.state;
  pending_.erase(pending_.begin(), pending_.lower_bound(state_.size()));
  return absl::OkStatus();
}

absl::Status MemoryLogStorage::WriteCheckpoint(absl::string_view note) {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  checkpoint_ = std::string(note);
  return absl::OkStatus();
}

std::map<TileId, std::string> MemoryLogStorage::tiles() const {
  MutexLock lock(mutex_);
  return tiles_;
}

std::map<TileId, std::string> MemoryLogStorage::bundles() const {
  MutexLock lock(mutex_);
  return bundles_;
}

int MemoryLogStorage::pending_count() const {
  MutexLock lock(mutex_);
  return static_cast<int>(pending_.size());
}

void MemoryLogStorage::SetTile(const TileId& id, absl::string_view octets) {
  MutexLock lock(mutex_);
  tiles_[id] = std::string(octets);
}

void MemoryLogStorage::SetBundle(const TileId& id, absl::string_view octets) {
  MutexLock lock(mutex_);
  bundles_[id] = std::string(octets);
}

void MemoryLogStorage::SetTreeState(const TreeState& state) {
  MutexLock lock(mutex_);
  state_ = state;
}

void MemoryLogStorage::RemoveTile(const TileId& id) {
  MutexLock lock(mutex_);
  tiles_.erase(id);
}

void MemoryLogStorage::RemoveBundle(const TileId& id) {
  MutexLock lock(mutex_);
  bundles_.erase(id);
}

void MemoryLogStorage::FailWith(const absl::Status& status) {
  MutexLock lock(mutex_);
  failure_ = status;
}

void IntegrateLeaves(MemoryLogStorage& storage,
                     const std::vector<std::string>& leaves) {
  const auto state = storage.ReadTreeState();
  KEPIL_CHECK(state.ok());
  auto builder = TileBuilder::Resume(*state, storage);
  KEPIL_CHECK(builder.ok());
  for (const std::string& leaf : leaves) {
    storage.AddPending(leaf);
    KEPIL_CHECK(builder->Append(leaf).ok());
  }
  const auto batch = std::move(*builder).Finish();
  KEPIL_CHECK(batch.ok());
  KEPIL_CHECK(storage.CommitIntegration(*state, *batch).ok());
}

absl::StatusOr<std::optional<std::string>> MemoryLogAnchor::Read() const {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  return note_;
}

absl::Status MemoryLogAnchor::Write(absl::string_view note) {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(failure_);
  note_ = std::string(note);
  return absl::OkStatus();
}

void MemoryLogAnchor::Set(const std::optional<std::string>& note) {
  MutexLock lock(mutex_);
  note_ = note;
}

void MemoryLogAnchor::FailWith(const absl::Status& status) {
  MutexLock lock(mutex_);
  failure_ = status;
}

}  // namespace kepil

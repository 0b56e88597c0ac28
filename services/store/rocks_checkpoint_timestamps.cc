#include "services/store/rocks_checkpoint_timestamps.h"

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

absl::Status RocksCheckpointTimestamps::Put(
    const v1::CheckpointTimestamp& timestamp) {
  const std::string key = NumberKey(timestamp.tree_size());
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         db_.Get(Family::kLogTimestamps, key));
  if (known.has_value()) {
    return absl::OkStatus();
  }
  RocksDb::Batch writes(db_);
  writes.Put(Family::kLogTimestamps, key, timestamp.SerializeAsString());
  return db_.Write(writes, Durability::kSynced);
}

absl::StatusOr<std::optional<v1::CheckpointTimestamp>>
RocksCheckpointTimestamps::First(const RocksDb::Range& range) const {
  std::optional<v1::CheckpointTimestamp> found;
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan(range, [&](absl::string_view, absl::string_view value) {
        found.emplace();
        readable =
            found->ParseFromArray(value.data(), static_cast<int>(value.size()));
        return false;
      }));
  if (!readable) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored time-stamp cannot be read");
  }
  return found;
}

absl::StatusOr<std::optional<v1::CheckpointTimestamp>>
RocksCheckpointTimestamps::FindCovering(int64_t index) const {
  return First({Family::kLogTimestamps, "", NumberKey(index + 1)});
}

absl::StatusOr<std::optional<v1::CheckpointTimestamp>>
RocksCheckpointTimestamps::Newest() const {
  return First({Family::kLogTimestamps, "", "", RocksDb::Order::kDescending});
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_STORE_ROCKS_CHECKPOINT_TIMESTAMPS_H_
#define KEPIL_SERVICES_STORE_ROCKS_CHECKPOINT_TIMESTAMPS_H_

#include "services/receipt/checkpoint_timestamps.h"
#include "services/store/rocks_db.h"

namespace kepil {

// CheckpointTimestamps on RocksDB. One writer.
class RocksCheckpointTimestamps : public CheckpointTimestamps {
 public:
  explicit RocksCheckpointTimestamps(RocksDb& db) : db_(db) {}  // Outlives.

  absl::Status Put(const v1::CheckpointTimestamp& timestamp) override;
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> FindCovering(
      int64_t index) const override;
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> Newest()
      const override;

 private:
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> First(
      const RocksDb::Range& range) const;

  RocksDb& db_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_CHECKPOINT_TIMESTAMPS_H_

#ifndef KEPIL_TESTS_SUPPORT_MEMORY_CHECKPOINT_TIMESTAMPS_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_CHECKPOINT_TIMESTAMPS_H_

#include <map>
#include <optional>

#include "services/receipt/checkpoint_timestamps.h"

namespace kepil {

// CheckpointTimestamps in memory. Not thread-safe.
class MemoryCheckpointTimestamps : public CheckpointTimestamps {
 public:
  absl::Status Put(const v1::CheckpointTimestamp& timestamp) override {
    kept.emplace(timestamp.tree_size(), timestamp);
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> FindCovering(
      int64_t index) const override {
    const auto found = kept.upper_bound(index);
    return found == kept.end()
               ? std::optional<v1::CheckpointTimestamp>()
               : std::optional<v1::CheckpointTimestamp>(found->second);
  }
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> Newest()
      const override {
    return kept.empty()
               ? std::optional<v1::CheckpointTimestamp>()
               : std::optional<v1::CheckpointTimestamp>(kept.rbegin()->second);
  }

  std::map<int64_t, v1::CheckpointTimestamp> kept;  // By tree size.
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_CHECKPOINT_TIMESTAMPS_H_

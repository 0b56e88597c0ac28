#ifndef KEPIL_SERVICES_RECEIPT_CHECKPOINT_TIMESTAMPS_H_
#define KEPIL_SERVICES_RECEIPT_CHECKPOINT_TIMESTAMPS_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kepil/v1/transparency.pb.h"

namespace kepil {

// CheckpointTimestamps keeps the time-stamps over checkpoints of the receipts
// log, one for each tree size: the first. Thread-safe. Errors:
// UNAVAILABLE/STORE_DOWN, DATA_LOSS/STORE_CORRUPT.
class CheckpointTimestamps {
 public:
  virtual ~CheckpointTimestamps() = default;
  // Durable when it returns. Nothing happens if that size has one.
  virtual absl::Status Put(const v1::CheckpointTimestamp& timestamp) = 0;
  // The oldest whose checkpoint covers the leaf at `index`; nullopt if none.
  virtual absl::StatusOr<std::optional<v1::CheckpointTimestamp>> FindCovering(
      int64_t index) const = 0;
  // The one over the largest tree; nullopt if there is none.
  virtual absl::StatusOr<std::optional<v1::CheckpointTimestamp>> Newest()
      const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_CHECKPOINT_TIMESTAMPS_H_

#include "services/rpc/inflight_budget.h"

#include "base/error.h"

namespace kepil {

absl::Status InflightBudget::Take(int64_t bytes) {
  if (held_.fetch_add(bytes) + bytes > max_bytes_) {
    held_.fetch_sub(bytes);
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_OVERLOADED,
                     "too many octets of requests are held already");
  }
  return absl::OkStatus();
}

absl::StatusOr<InflightHold> InflightHold::Take(InflightBudget& budget,
                                                int64_t bytes) {
  const absl::Status taken = budget.Take(bytes);
  if (!taken.ok()) {
    return taken;
  }
  InflightHold hold;
  hold.budget_ = &budget;
  hold.bytes_ = bytes;
  return hold;
}

}  // namespace kepil

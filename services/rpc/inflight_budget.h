#ifndef KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_
#define KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_

#include <atomic>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace kepil {

// InflightBudget bounds the octets of all requests held at once. Thread-safe.
class InflightBudget {
 public:
  explicit InflightBudget(int64_t max_bytes) : max_bytes_(max_bytes) {}
  // RESOURCE_EXHAUSTED/OVERLOADED if `bytes` do not fit now; never waits.
  absl::Status Take(int64_t bytes);
  // Gives back what Take granted.
  void Give(int64_t bytes) { held_.fetch_sub(bytes); }
  int64_t held() const { return held_.load(); }

 private:
  const int64_t max_bytes_;
  std::atomic<int64_t> held_{0};
};

// InflightHold is a share of a budget that gives itself back.
class InflightHold {
 public:
  InflightHold() = default;  // Of nothing.
  // As InflightBudget::Take. `budget` outlives the hold.
  static absl::StatusOr<InflightHold> Take(InflightBudget& budget,
                                           int64_t bytes);
  InflightHold(InflightHold&& other) noexcept { *this = std::move(other); }
  InflightHold& operator=(InflightHold&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  // Takes `other` over; of the same budget, or of nothing.
  void Join(InflightHold other) {
    if (budget_ == nullptr) {
      std::swap(budget_, other.budget_);
    }
    bytes_ += std::exchange(other.bytes_, 0);
  }
  ~InflightHold() {
    if (budget_ != nullptr) {
      budget_->Give(bytes_);
    }
  }

 private:
  InflightBudget* budget_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_

#ifndef KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_
#define KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"

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

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_INFLIGHT_BUDGET_H_

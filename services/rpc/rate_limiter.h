#ifndef KEPIL_SERVICES_RPC_RATE_LIMITER_H_
#define KEPIL_SERVICES_RPC_RATE_LIMITER_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace kepil {

// RateLimiter counts calls per address in windows of one minute. It holds at
// most `max_addresses`; when they are spent within one minute, the addresses
// that do not fit share one count, so that memory is bounded. Thread-safe.
class RateLimiter {
 public:
  struct Options {
    int per_minute = 600;
    int max_addresses = 65'536;
  };
  // `clock` outlives the limiter.
  RateLimiter(const Clock& clock, Options options)
      : clock_(clock), options_(options) {}
  // Counts one call; RESOURCE_EXHAUSTED/QUOTA_EXCEEDED over the limit.
  absl::Status Count(absl::string_view address);

 private:
  const Clock& clock_;
  const Options options_;
  Mutex mutex_;
  int64_t minute_ ABSL_GUARDED_BY(mutex_) = -1;
  absl::flat_hash_map<std::string, int> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_RATE_LIMITER_H_

#include "services/rpc/rate_limiter.h"

#include "base/error.h"

namespace kepil {

absl::Status RateLimiter::Count(absl::string_view address) {
  const int64_t minute = absl::ToUnixSeconds(clock_.Now()) / 60;
  MutexLock lock(mutex_);
  if (minute != minute_) {
    minute_ = minute;
    counts_.clear();
  }
  auto found = counts_.find(address);
  if (found == counts_.end()) {
    const bool full =
        static_cast<int>(counts_.size()) >= options_.max_addresses;
    found = counts_.try_emplace(std::string(full ? "" : address), 0).first;
  }
  if (++found->second > options_.per_minute) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_QUOTA_EXCEEDED,
                     "too many calls from this address in this minute");
  }
  return absl::OkStatus();
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_RPC_CALLER_QUOTA_H_
#define KEPIL_SERVICES_RPC_CALLER_QUOTA_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// CallerQuota counts the requests of each registered caller: those that began
// in this minute, and those under way. It holds one row for each principal that
// called in this minute or is under way. Thread-safe.
class CallerQuota {
 public:
  struct Share {
    int requests_per_minute = 600'000;
    int requests_in_flight = 512;
  };
  // A request under way, until the last copy goes.
  using Lease = std::shared_ptr<const void>;

  // `clock` outlives the quota, the quota its leases.
  CallerQuota(const Clock& clock, Share defaults)
      : clock_(clock), defaults_(defaults) {}

  // What the caller's record says, the default where it says nothing.
  Share ShareOf(const v1::PrincipalRecord& caller) const;

  // One request begins. RESOURCE_EXHAUSTED/QUOTA_EXCEEDED over the share, with
  // the milliseconds until the next minute as "retry_after_ms" in its metadata
  // if the rate is the matter; it then counts for nothing.
  absl::StatusOr<Lease> Begin(const v1::PrincipalRecord& caller);

  int in_flight(absl::string_view caller_id) const;

 private:
  struct Row {
    int64_t minute = -1;
    int began = 0;  // In that minute.
    int in_flight = 0;
  };

  void End(const std::string& caller_id);
  // Drops who neither called in this minute nor is under way.
  void DropOld(int64_t minute) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const Share defaults_;
  mutable Mutex mutex_;
  int64_t dropped_for_ ABSL_GUARDED_BY(mutex_) = -1;
  absl::flat_hash_map<std::string, Row> rows_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_CALLER_QUOTA_H_

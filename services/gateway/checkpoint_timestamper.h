#ifndef KEPIL_SERVICES_GATEWAY_CHECKPOINT_TIMESTAMPER_H_
#define KEPIL_SERVICES_GATEWAY_CHECKPOINT_TIMESTAMPER_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "services/evidence/timestamp_source.h"
#include "services/receipt/checkpoint_timestamps.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

struct PublishedCheckpoint {
  std::string note;  // The whole signed note: what is stamped.
  int64_t tree_size = 0;
};

// CheckpointTimestamper gives the newest checkpoint of the receipts log a
// time-stamp every so often, which dates every receipt under it. Step() has one
// caller; the others are thread-safe.
class CheckpointTimestamper {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    const TrustSnapshotSource& trust;
    TimestampSource& source;
    CheckpointTimestamps& timestamps;
    // The newest published one; UNAVAILABLE/NOT_READY before the first.
    std::function<absl::StatusOr<PublishedCheckpoint>()> checkpoint;
  };
  struct Options {
    std::string tsa_service;  // Registry id; "": none, Step() does nothing.
    absl::Duration interval = absl::Hours(1);
    absl::Duration retry = absl::Minutes(1);  // After a failure.
  };
  // Takes the time of the newest kept time-stamp for the last one.
  CheckpointTimestamper(Rooms rooms, Options options);

  // Obtains and keeps a time-stamp if one is due now. OK if none is due or no
  // checkpoint is there yet; errors of TimestampSource and of the store, and
  // FAILED_PRECONDITION/ADDRESS_FORBIDDEN while the service is not registered.
  absl::Status Step();
  // Whether receipts of now are dated by others than this node: a time-stamp
  // of the last two intervals.
  bool HasTrustedTime() const;
  // Of the newest time-stamp; nullopt: none yet.
  std::optional<absl::Time> last_time() const;

 private:
  absl::Status Stamp();

  const Rooms rooms_;
  const Options options_;
  absl::Time next_attempt_ = absl::InfinitePast();  // Of Step().
  mutable Mutex mutex_;
  std::optional<absl::Time> last_time_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_CHECKPOINT_TIMESTAMPER_H_

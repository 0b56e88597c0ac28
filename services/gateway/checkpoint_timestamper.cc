#include "services/gateway/checkpoint_timestamper.h"

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

CheckpointTimestamper::CheckpointTimestamper(Rooms rooms, Options options)
    : rooms_(std::move(rooms)), options_(std::move(options)) {
  const absl::StatusOr<std::optional<v1::CheckpointTimestamp>> newest =
      rooms_.timestamps.Newest();
  if (newest.ok() && newest->has_value()) {
    last_time_ = absl::FromUnixSeconds((*newest)->time().seconds());
    next_attempt_ = *last_time_ + options_.interval;
  }
}

absl::Status CheckpointTimestamper::Step() {
  const absl::Time now = rooms_.clock.Now();
  if (options_.tsa_service.empty() || now < next_attempt_) {
    return absl::OkStatus();
  }
  const absl::Status stamped = Stamp();
  next_attempt_ = now + (stamped.ok() ? options_.interval : options_.retry);
  return ReasonOf(stamped) == v1::ERROR_REASON_NOT_READY ? absl::OkStatus()
                                                         : stamped;
}

absl::Status CheckpointTimestamper::Stamp() {
  const absl::StatusOr<PublishedCheckpoint> checkpoint = rooms_.checkpoint();
  KEPIL_RETURN_IF_ERROR(checkpoint.status());
  const TrustSnapshotRef trust = rooms_.trust.Current();
  const TrustService* const service =
      trust == nullptr ? nullptr : trust->FindService(options_.tsa_service);
  if (service == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_ADDRESS_FORBIDDEN,
                     "the TSA service of the configuration is not registered");
  }
  v1::CheckpointTimestamp timestamp;
  KEPIL_ASSIGN_OR_RETURN(ObtainedTimestamp obtained,
                         rooms_.source.Stamp(checkpoint->note, *service));
  timestamp.set_tree_size(checkpoint->tree_size);
  timestamp.set_checkpoint(checkpoint->note);
  timestamp.set_token(std::move(obtained.token));
  timestamp.set_tsa_service(options_.tsa_service);
  timestamp.mutable_time()->set_seconds(absl::ToUnixSeconds(obtained.time));
  KEPIL_RETURN_IF_ERROR(rooms_.timestamps.Put(timestamp));
  MutexLock lock(mutex_);
  last_time_ = obtained.time;
  return absl::OkStatus();
}

bool CheckpointTimestamper::HasTrustedTime() const {
  MutexLock lock(mutex_);
  return last_time_.has_value() &&
         rooms_.clock.Now() < *last_time_ + 2 * options_.interval;
}

std::optional<absl::Time> CheckpointTimestamper::last_time() const {
  MutexLock lock(mutex_);
  return last_time_;
}

}  // namespace kepil

#include "services/rpc/caller_quota.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "services/rpc/status_mapping.h"

namespace kepil {
namespace {

absl::Status ExceededError(absl::string_view what, ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_QUOTA_EXCEEDED, what, std::move(metadata));
}

}  // namespace

CallerQuota::Share CallerQuota::ShareOf(
    const v1::PrincipalRecord& caller) const {
  Share share = defaults_;
  if (caller.requests_per_minute() > 0) {
    share.requests_per_minute = caller.requests_per_minute();
  }
  if (caller.requests_in_flight() > 0) {
    share.requests_in_flight = caller.requests_in_flight();
  }
  return share;
}

void CallerQuota::DropOld(int64_t minute) {
  if (dropped_for_ == minute) {
    return;
  }
  dropped_for_ = minute;
  for (auto row = rows_.begin(); row != rows_.end();) {
    const auto next = std::next(row);
    if (row->second.minute != minute && row->second.in_flight == 0) {
      rows_.erase(row);
    }
    row = next;
  }
}

absl::StatusOr<CallerQuota::Lease> CallerQuota::Begin(
    const v1::PrincipalRecord& caller) {
  const Share share = ShareOf(caller);
  const absl::Time now = clock_.Now();
  const int64_t minute = absl::ToUnixSeconds(now) / 60;
  {
    const MutexLock lock(mutex_);
    DropOld(minute);
    Row& row = rows_[caller.id()];
    if (row.minute != minute) {
      row.minute = minute;
      row.began = 0;
    }
    if (row.in_flight >= share.requests_in_flight) {
      return ExceededError("too many requests of this caller are under way",
                           {});
    }
    if (row.began >= share.requests_per_minute) {
      const absl::Duration left =
          absl::FromUnixSeconds((minute + 1) * 60) - now;
      return ExceededError(
          "too many requests of this caller in this minute",
          {{kRetryAfterKey, absl::StrCat(absl::ToInt64Milliseconds(left))}});
    }
    ++row.began;
    ++row.in_flight;
  }
  // Frees nothing; its end is what counts.
  return Lease(this, [this, id = caller.id()](const void*) { End(id); });
}

void CallerQuota::End(const std::string& caller_id) {
  const MutexLock lock(mutex_);
  --rows_[caller_id].in_flight;
}

int CallerQuota::in_flight(absl::string_view caller_id) const {
  const MutexLock lock(mutex_);
  const auto row = rows_.find(caller_id);
  return row == rows_.end() ? 0 : row->second.in_flight;
}

}  // namespace kepil

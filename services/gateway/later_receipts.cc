#include "services/gateway/later_receipts.h"

#include <algorithm>
#include <vector>

#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr int kIdSize = 16;
constexpr int kMaxDoublings = 16;

google::protobuf::Timestamp SecondsOf(absl::Time time) {
  google::protobuf::Timestamp message;
  message.set_seconds(absl::ToUnixSeconds(time));
  return message;
}

}  // namespace

// Half of the pause is sure, the other half is chance: those who fell silent
// together are not asked together.
void LaterReceipts::Postpone(storage::v1::PeerWork& work) const {
  const absl::Duration pause = std::min(
      options_.max_pause,
      options_.first_pause * (1 << std::min(work.attempts(), kMaxDoublings)));
  const std::string octets = rooms_.random(1);
  const double chance =
      octets.empty() ? 1 : static_cast<unsigned char>(octets[0]) / 255.0;
  *work.mutable_next_at() =
      SecondsOf(rooms_.clock.Now() + pause * (0.5 + chance / 2));
}

std::optional<storage::v1::PeerWork> LaterReceipts::Promise(
    storage::v1::PeerWork work) const {
  work.set_receipt_id(rooms_.random(kIdSize));
  work.set_first_receipt_id(rooms_.random(kIdSize));
  if (work.receipt_id().size() != kIdSize ||
      work.first_receipt_id().size() != kIdSize) {
    return std::nullopt;
  }
  *work.mutable_entered_at() = SecondsOf(rooms_.clock.Now());
  Postpone(work);
  if (!rooms_.list.Put(work).ok()) {
    return std::nullopt;
  }
  return work;
}

void LaterReceipts::Withdraw(const storage::v1::PeerWork& work) const {
  // What cannot be removed is tried in vain and then removed.
  rooms_.list.Remove(work.receipt_id()).IgnoreError();
}

absl::Status LaterReceipts::Step(
    const std::function<absl::Status(const storage::v1::PeerWork&,
                                     PeerAttempt)>& issue,
    int max) const {
  KEPIL_ASSIGN_OR_RETURN(std::vector<storage::v1::PeerWork> due,
                         rooms_.list.Due(rooms_.clock.Now(), max));
  for (storage::v1::PeerWork& work : due) {
    if (work.has_answered_at()) {
      KEPIL_RETURN_IF_ERROR(rooms_.list.Remove(work.receipt_id()));
      continue;
    }
    const absl::Time end =
        absl::FromUnixSeconds(work.entered_at().seconds()) + options_.retry_for;
    const PeerAttempt attempt = rooms_.clock.Now() >= end
                                    ? PeerAttempt::kLast
                                    : PeerAttempt::kMoreToCome;
    const bool is_answered = issue(work, attempt).ok();
    if (is_answered && !work.request_key().empty() && !work.has_nonce()) {
      const absl::Time now = rooms_.clock.Now();
      *work.mutable_answered_at() = SecondsOf(now);
      *work.mutable_next_at() = SecondsOf(now + options_.keep_answered);
      KEPIL_RETURN_IF_ERROR(rooms_.list.Put(work));
      continue;
    }
    if (is_answered || attempt == PeerAttempt::kLast) {
      KEPIL_RETURN_IF_ERROR(rooms_.list.Remove(work.receipt_id()));
      continue;
    }
    work.set_attempts(work.attempts() + 1);
    Postpone(work);
    KEPIL_RETURN_IF_ERROR(rooms_.list.Put(work));
  }
  return absl::OkStatus();
}

}  // namespace kepil

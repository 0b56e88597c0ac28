#include "services/store/rocks_seen_messages.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr char kByMessage[] = "m/";
constexpr char kByTime[] = "w/";
constexpr size_t kTimeOctets = 8;

// Whole seconds, up: never forgotten too early.
int64_t SecondOf(absl::Time time) {
  const int64_t second = absl::ToUnixSeconds(time);
  return absl::FromUnixSeconds(second) < time ? second + 1 : second;
}

}  // namespace

absl::Status RocksSeenMessages::Forget(absl::Time now,
                                       RocksDb::Batch& writes) const {
  int forgotten = 0;
  return db_.Scan(
      {Family::kReceiptIndex, kByTime, ""},
      [&](absl::string_view key, absl::string_view) {
        const absl::string_view row = key.substr(sizeof(kByTime) - 1);
        const std::optional<int64_t> time =
            NumberOf(row.substr(0, kTimeOctets));
        if (!time.has_value() || *time > absl::ToUnixSeconds(now) ||
            forgotten == kForgottenAtOnce) {
          return false;
        }
        ++forgotten;
        writes.Delete(Family::kReceiptIndex, key);
        writes.Delete(Family::kReceiptIndex,
                      absl::StrCat(kByMessage, row.substr(kTimeOctets)));
        return true;
      });
}

absl::StatusOr<bool> RocksSeenMessages::Record(const SeenMessage& message,
                                               absl::Time now) {
  const std::string name = absl::StrCat(message.origin, "/", message.id);
  const std::string key = absl::StrCat(kByMessage, name);
  const std::string time = NumberKey(SecondOf(message.forget_at));
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         db_.Get(Family::kReceiptIndex, key));
  if (known.has_value() && *NumberOf(*known) > absl::ToUnixSeconds(now)) {
    return false;
  }
  RocksDb::Batch writes(db_);
  KEPIL_RETURN_IF_ERROR(Forget(now, writes));
  if (known.has_value()) {  // Its time is over; it may not have been its turn.
    writes.Delete(Family::kReceiptIndex, absl::StrCat(kByTime, *known, name));
  }
  writes.Put(Family::kReceiptIndex, key, time);
  writes.Put(Family::kReceiptIndex, absl::StrCat(kByTime, time, name), "");
  KEPIL_RETURN_IF_ERROR(db_.Write(writes, Durability::kSynced));
  return true;
}

}  // namespace kepil

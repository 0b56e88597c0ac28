#include "services/store/rocks_digital_use_outbox.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr char kEvents[] = "e/";
constexpr char kNodeKey[] = "k";
constexpr size_t kKeySize = 32;

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDigitalUseOutbox>>
RocksDigitalUseOutbox::Open(const Rooms& rooms, int64_t max_events) {
  int64_t count = 0;
  KEPIL_RETURN_IF_ERROR(
      rooms.db.Scan({Family::kDigitalUse, kEvents, ""},
                    [&count](absl::string_view, absl::string_view) {
                      ++count;
                      return true;
                    }));
  return std::unique_ptr<RocksDigitalUseOutbox>(
      new RocksDigitalUseOutbox(rooms, max_events, count));
}

absl::Status RocksDigitalUseOutbox::Add(const v1::DigitalUseEvent& event) {
  MutexLock lock(mutex_);
  if (size_ >= max_events_) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_OVERLOADED,
                     "too many events wait for the digital space");
  }
  RocksDb::Batch batch(rooms_.db);
  batch.Put(
      Family::kDigitalUse,
      absl::StrCat(kEvents, NumberKey(absl::ToUnixMicros(rooms_.clock.Now())),
                   event.id()),
      event.SerializeAsString());
  KEPIL_RETURN_IF_ERROR(rooms_.db.Write(batch, Durability::kBuffered));
  ++size_;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DigitalUseOutbox::Waiting>>
RocksDigitalUseOutbox::After(absl::string_view place, int max) const {
  std::vector<Waiting> waiting;
  absl::Status read;
  // The first key behind `place` is `place` with a zero octet.
  const std::string first =
      place.empty() ? "" : absl::StrCat(place, std::string(1, '\0'));
  KEPIL_RETURN_IF_ERROR(rooms_.db.Scan(
      {Family::kDigitalUse, kEvents, first},
      [&](absl::string_view key, absl::string_view value) {
        if (static_cast<int>(waiting.size()) >= max) {
          return false;
        }
        Waiting one;
        one.place = std::string(key);
        if (!one.event.ParseFromArray(value.data(),
                                      static_cast<int>(value.size()))) {
          read = CorruptError("an event for the digital space cannot be read");
          return false;
        }
        waiting.push_back(std::move(one));
        return true;
      }));
  KEPIL_RETURN_IF_ERROR(read);
  return waiting;
}

absl::Status RocksDigitalUseOutbox::Remove(absl::string_view place) {
  if (!absl::StartsWith(place, kEvents)) {
    return absl::OkStatus();  // No event stands there.
  }
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> event,
                         rooms_.db.Get(Family::kDigitalUse, place));
  if (!event.has_value()) {
    return absl::OkStatus();
  }
  RocksDb::Batch batch(rooms_.db);
  batch.Delete(Family::kDigitalUse, place);
  KEPIL_RETURN_IF_ERROR(rooms_.db.Write(batch, Durability::kBuffered));
  --size_;
  return absl::OkStatus();
}

int64_t RocksDigitalUseOutbox::size() const {
  MutexLock lock(mutex_);
  return size_;
}

absl::StatusOr<std::string> RocksDigitalUseOutbox::NodeKey(
    const std::function<std::string(size_t)>& random) {
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         rooms_.db.Get(Family::kDigitalUse, kNodeKey));
  if (known.has_value()) {
    return known->size() == kKeySize
               ? absl::StatusOr<std::string>(*known)
               : CorruptError("the key of the digital space cannot be read");
  }
  std::string key = random(kKeySize);
  RocksDb::Batch batch(rooms_.db);
  batch.Put(Family::kDigitalUse, kNodeKey, key);
  KEPIL_RETURN_IF_ERROR(rooms_.db.Write(batch, Durability::kSynced));
  return key;
}

}  // namespace kepil

#include "services/store/rocks_peer_work_list.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

using storage::v1::PeerWork;

absl::Status CorruptError() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   "a request that waits for a foreign TTP cannot be read");
}

absl::StatusOr<PeerWork> Parse(absl::string_view octets) {
  PeerWork work;
  if (!work.ParseFromArray(octets.data(), static_cast<int>(octets.size()))) {
    return CorruptError();
  }
  return work;
}

}  // namespace

RocksPeerWorkList::Entry RocksPeerWorkList::EntryOf(const PeerWork& work) {
  return {work.next_at().seconds(), work.first_receipt_id(),
          work.caller().tls_sha256(), work.request_key()};
}

absl::StatusOr<std::unique_ptr<RocksPeerWorkList>> RocksPeerWorkList::Open(
    RocksDb& db, int64_t max_entries) {
  Entries entries;
  absl::Status read;
  KEPIL_RETURN_IF_ERROR(
      db.Scan({Family::kPeerWork, "", ""},
              [&](absl::string_view key, absl::string_view value) {
                const absl::StatusOr<PeerWork> work = Parse(value);
                read = work.status();
                if (work.ok()) {
                  entries[std::string(key)] = EntryOf(*work);
                }
                return read.ok();
              }));
  KEPIL_RETURN_IF_ERROR(read);
  return std::unique_ptr<RocksPeerWorkList>(
      new RocksPeerWorkList(db, max_entries, std::move(entries)));
}

absl::Status RocksPeerWorkList::Put(const PeerWork& work) {
  MutexLock lock(mutex_);
  if (entries_.count(work.receipt_id()) == 0 &&
      static_cast<int64_t>(entries_.size()) >= max_entries_) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_OVERLOADED,
                     "too many requests wait for foreign TTPs");
  }
  RocksDb::Batch batch(db_);
  batch.Put(Family::kPeerWork, work.receipt_id(), work.SerializeAsString());
  KEPIL_RETURN_IF_ERROR(db_.Write(batch, Durability::kSynced));
  entries_[work.receipt_id()] = EntryOf(work);
  return absl::OkStatus();
}

absl::Status RocksPeerWorkList::Remove(absl::string_view receipt_id) {
  MutexLock lock(mutex_);
  RocksDb::Batch batch(db_);
  batch.Delete(Family::kPeerWork, receipt_id);
  KEPIL_RETURN_IF_ERROR(db_.Write(batch, Durability::kSynced));
  entries_.erase(std::string(receipt_id));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PeerWork>> RocksPeerWorkList::Due(absl::Time now,
                                                             int max) const {
  std::vector<std::pair<int64_t, std::string>> due;
  {
    MutexLock lock(mutex_);
    for (const auto& [id, entry] : entries_) {
      if (absl::FromUnixSeconds(entry.next_at) <= now) {
        due.emplace_back(entry.next_at, id);
      }
    }
  }
  std::sort(due.begin(), due.end());
  std::vector<PeerWork> works;
  for (const auto& [next_at, id] : due) {
    if (static_cast<int>(works.size()) == max) {
      break;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> octets,
                           db_.Get(Family::kPeerWork, id));
    if (octets.has_value()) {  // Not removed in between.
      KEPIL_ASSIGN_OR_RETURN(PeerWork work, Parse(*octets));
      works.push_back(std::move(work));
    }
  }
  return works;
}

std::optional<std::string> RocksPeerWorkList::LaterOf(
    absl::string_view first_receipt_id) const {
  MutexLock lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    if (entry.first_receipt_id == first_receipt_id) {
      return id;
    }
  }
  return std::nullopt;
}

std::optional<std::string> RocksPeerWorkList::FirstOf(
    absl::string_view caller_sha256, absl::string_view request_key) const {
  MutexLock lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    if (!request_key.empty() && entry.request_key == request_key &&
        entry.caller_sha256 == caller_sha256) {
      return entry.first_receipt_id;
    }
  }
  return std::nullopt;
}

int64_t RocksPeerWorkList::size() const {
  MutexLock lock(mutex_);
  return static_cast<int64_t>(entries_.size());
}

}  // namespace kepil

#include "services/receipt/tiled_receipt_log.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

absl::Status ConflictError() {
  return MakeError(absl::StatusCode::kAlreadyExists,
                   v1::ERROR_REASON_IDEMPOTENCY_CONFLICT,
                   "the idempotency key was used for another request");
}

absl::Time WholeSeconds(absl::Time time) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(time));
}

}  // namespace

// Group is one round of the writer: decides per entry whether it is known,
// refused or new, and commits the new ones together.
class TiledReceiptLog::Group {
 public:
  Group(const Rooms& rooms, ReceiptStore::Head head)
      : rooms_(rooms), head_(head), now_(rooms.clock.Now()) {}

  void Add(Entry& entry) {
    absl::StatusOr<std::optional<Appended>> known = FindKnown(entry);
    if (!known.ok()) {
      entry.result = known.status();
    } else if (known->has_value()) {
      entry.result = **std::move(known);
    } else if (JoinsNew(entry)) {
      return;
    } else {
      AppendNew(entry);
    }
  }

  // Writes the new records; on success `head` is theirs.
  void Commit(ReceiptStore::Head& head) {
    if (records_.empty()) {
      return;
    }
    const absl::Status written = rooms_.store.Commit(records_);
    if (written.ok()) {
      head = head_;
    }
    for (const auto& [entry, record] : waiting_) {
      if (!written.ok()) {
        entry->result = written;
      } else {
        const bool existed = new_[record] != entry;
        entry->result = Appended{records_[record], existed};
      }
    }
  }

 private:
  absl::StatusOr<std::optional<Appended>> FindKnown(const Entry& entry) const {
    if (!entry.row.has_value()) {
      return std::optional<Appended>();
    }
    KEPIL_ASSIGN_OR_RETURN(
        const std::optional<ReceiptStore::IdempotencyHit> hit,
        rooms_.store.FindByIdempotencyKey(entry.row->principal_sha256,
                                          entry.row->key_sha256));
    if (!hit.has_value()) {
      return std::optional<Appended>();
    }
    if (hit->request != entry.row->request) {
      return ConflictError();
    }
    KEPIL_ASSIGN_OR_RETURN(ReceiptRecord record,
                           rooms_.store.GetByIndex(hit->index));
    return std::optional<Appended>(Appended{std::move(record), true});
  }

  // Whether the key of `entry` is that of a new record of this group: it waits
  // for that one, or is refused.
  bool JoinsNew(Entry& entry) {
    if (!entry.row.has_value()) {
      return false;
    }
    const auto found =
        by_key_.find({entry.row->principal_sha256, entry.row->key_sha256});
    if (found == by_key_.end()) {
      return false;
    }
    if (records_[found->second].idempotency->request != entry.row->request) {
      entry.result = ConflictError();
    } else {
      waiting_.emplace_back(&entry, found->second);
    }
    return true;
  }

  void AppendNew(Entry& entry) {
    if (!key_usable_.has_value()) {
      key_usable_ = rooms_.key_usable(now_);
    }
    if (!key_usable_->ok()) {
      entry.result = *key_usable_;
      return;
    }
    LogPosition position;
    position.index = head_.next_index;
    position.issued_at = std::max(head_.last_issued_at, WholeSeconds(now_));
    ReceiptRecord record = entry.build(position);
    record.position = position;
    record.idempotency = entry.row;
    if (entry.row.has_value()) {
      by_key_[{entry.row->principal_sha256, entry.row->key_sha256}] =
          records_.size();
    }
    head_.next_index = position.index + 1;
    head_.last_issued_at = position.issued_at;
    waiting_.emplace_back(&entry, records_.size());
    new_.push_back(&entry);
    records_.push_back(std::move(record));
  }

  const Rooms& rooms_;
  ReceiptStore::Head head_;
  const absl::Time now_;
  std::optional<absl::Status> key_usable_;
  std::vector<ReceiptRecord> records_;
  std::vector<const Entry*> new_;                   // Who made records_[i].
  std::vector<std::pair<Entry*, size_t>> waiting_;  // And for which record.
  std::map<std::pair<std::string, std::string>, size_t> by_key_;
};

absl::StatusOr<std::unique_ptr<TiledReceiptLog>> TiledReceiptLog::Open(
    Rooms rooms, const Options& options) {
  KEPIL_ASSIGN_OR_RETURN(const ReceiptStore::Head head, rooms.store.ReadHead());
  return std::unique_ptr<TiledReceiptLog>(
      new TiledReceiptLog(std::move(rooms), options, head));
}

TiledReceiptLog::TiledReceiptLog(Rooms rooms, const Options& options,
                                 ReceiptStore::Head head)
    : rooms_(std::move(rooms)),
      options_(options),
      head_(head),
      writer_([this] { Write(); }) {}

TiledReceiptLog::~TiledReceiptLog() {
  {
    MutexLock lock(mutex_);
    draining_ = true;
    wake_writer_.NotifyAll();
  }
  writer_.join();
  MutexLock lock(mutex_);
  while (callers_ > 0) {
    callers_left_.Wait(mutex_);
  }
}

absl::StatusOr<ReceiptLog::Appended> TiledReceiptLog::Append(
    const std::optional<IdempotencyRow>& row,
    absl::FunctionRef<ReceiptRecord(const LogPosition&)> build) {
  Entry entry = {row, build, absl::UnknownError(""),
                 std::make_shared<Waiter>()};
  KEPIL_RETURN_IF_ERROR(Enqueue(entry));
  {
    MutexLock lock(entry.waiter->mutex);
    while (!entry.waiter->done) {
      entry.waiter->woken.Wait(entry.waiter->mutex);
    }
  }
  MutexLock lock(mutex_);
  if (--callers_ == 0) {
    callers_left_.NotifyAll();
  }
  return std::move(entry.result);
}

absl::Status TiledReceiptLog::Enqueue(Entry& entry) {
  {
    MutexLock lock(mutex_);
    if (draining_) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_NOT_READY,
                       "the receipts log is shutting down");
    }
    if (queue_.size() >= static_cast<size_t>(options_.max_queued)) {
      return MakeError(absl::StatusCode::kResourceExhausted,
                       v1::ERROR_REASON_OVERLOADED,
                       "too many receipts wait to be written");
    }
    ++callers_;
    queue_.push_back(&entry);
  }
  wake_writer_.NotifyOne();  // The log stays until the callers have left.
  return absl::OkStatus();
}

void TiledReceiptLog::Write() {
  for (;;) {
    const std::vector<Entry*> entries = TakeGroup();
    if (entries.empty()) {
      return;
    }
    CommitGroup(entries);
    for (Entry* entry : entries) {
      const std::shared_ptr<Waiter> waiter = entry->waiter;
      {
        MutexLock lock(waiter->mutex);
        waiter->done = true;  // From here on the entry may be gone.
      }
      waiter->woken.NotifyOne();
    }
  }
}

std::vector<TiledReceiptLog::Entry*> TiledReceiptLog::TakeGroup() {
  MutexLock lock(mutex_);
  while (queue_.empty() && !draining_) {
    wake_writer_.Wait(mutex_);
  }
  const size_t count =
      std::min(queue_.size(), static_cast<size_t>(options_.max_group));
  const std::vector<Entry*> entries(queue_.begin(), queue_.begin() + count);
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return entries;
}

void TiledReceiptLog::CommitGroup(const std::vector<Entry*>& entries) {
  Group group(rooms_, head_);
  for (Entry* entry : entries) {
    group.Add(*entry);
  }
  group.Commit(head_);
}

absl::StatusOr<std::optional<std::string>> TiledReceiptLog::DatedProof(
    int64_t index) const {
  if (rooms_.timestamps == nullptr) {
    return std::optional<std::string>();
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<v1::CheckpointTimestamp> dated,
                         rooms_.timestamps->FindCovering(index));
  if (!dated.has_value()) {
    return std::optional<std::string>();
  }
  KEPIL_ASSIGN_OR_RETURN(SignedCheckpoint checkpoint,
                         ParseCheckpoint(dated->checkpoint()));
  KEPIL_ASSIGN_OR_RETURN(const TlogProof proof,
                         rooms_.tiles.MakeTlogProofUnder(
                             std::move(checkpoint), index, dated->token()));
  return std::optional<std::string>(FormatTlogProof(proof));
}

absl::StatusOr<ReceiptLog::Standing> TiledReceiptLog::StandingOf(
    int64_t index) const {
  absl::StatusOr<std::shared_ptr<const SignedCheckpoint>> latest =
      rooms_.tiles.LatestCheckpoint();
  if (ReasonOf(latest.status()) == v1::ERROR_REASON_NOT_READY) {
    return Standing();
  }
  KEPIL_RETURN_IF_ERROR(latest.status());
  const SignedCheckpoint& checkpoint = **latest;
  Standing standing;
  standing.checkpoint = checkpoint.note.octets;
  if (index >= checkpoint.checkpoint.tree_size) {
    return standing;  // As that of a new receipt is.
  }
  KEPIL_ASSIGN_OR_RETURN(standing.proof, DatedProof(index));
  if (!standing.proof.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(
        const TlogProof proof,
        rooms_.tiles.MakeTlogProofUnder(checkpoint, index, std::nullopt));
    standing.proof = FormatTlogProof(proof);
  }
  return standing;
}

int TiledReceiptLog::queued() const {
  MutexLock lock(mutex_);
  return static_cast<int>(queue_.size());
}

}  // namespace kepil

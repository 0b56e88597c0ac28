#ifndef KEPIL_SERVICES_RECEIPT_TILED_RECEIPT_LOG_H_
#define KEPIL_SERVICES_RECEIPT_TILED_RECEIPT_LOG_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "services/receipt/checkpoint_timestamps.h"
#include "services/receipt/receipt_log.h"
#include "services/receipt/receipt_store.h"
#include "translog/log_reader.h"

namespace kepil {

// TiledReceiptLog is the ReceiptLog over a ReceiptStore, which takes the
// records and their leaves, and the tiles that a sequencer builds of those
// leaves. One writer thread commits in groups: whatever queued while its last
// write ran. Thread-safe.
class TiledReceiptLog : public ReceiptLog {
 public:
  struct Rooms {  // Borrowed; outlive the log.
    const Clock& clock;
    ReceiptStore& store;
    const LogReader& tiles;  // Of the same log.
    // Whether a receipt can be signed at that time, else why not. Called once
    // per group, on the writer's thread.
    std::function<absl::Status(absl::Time)> key_usable;
    // Of the same log; nullptr: its checkpoints are not time-stamped.
    const CheckpointTimestamps* timestamps = nullptr;
  };
  struct Options {
    int max_queued = 4096;  // Callers that wait for the writer's next group.
    int max_group = 256;    // Records in one write.
  };

  // Reads the head of the store and starts the writer. Errors of the store.
  static absl::StatusOr<std::unique_ptr<TiledReceiptLog>> Open(
      Rooms rooms, const Options& options);
  // Drains: commits what was accepted, joins, and waits until its callers have
  // left. Nobody may call it any more.
  ~TiledReceiptLog() override;
  TiledReceiptLog(const TiledReceiptLog&) = delete;
  TiledReceiptLog& operator=(const TiledReceiptLog&) = delete;

  // Besides what ReceiptLog says: RESOURCE_EXHAUSTED/OVERLOADED at once if the
  // queue is full; UNAVAILABLE/NOT_READY while draining. `build` runs on the
  // writer's thread while the caller waits.
  absl::StatusOr<Appended> Append(
      const std::optional<IdempotencyRow>& row,
      absl::FunctionRef<ReceiptRecord(const LogPosition&)> build) override;
  // The proof leads up to the oldest time-stamped checkpoint that covers the
  // leaf, with its token as `extra`; as long as there is none, to the newest.
  absl::StatusOr<Standing> StandingOf(int64_t index) const override;

  // Callers waiting, for a gauge.
  int queued() const;

 private:
  // Where a caller waits for its result, apart from the others.
  struct Waiter {
    Mutex mutex;
    CondVar woken;
    bool done ABSL_GUARDED_BY(mutex) = false;
  };
  struct Entry {  // Lives in Append's frame.
    const std::optional<IdempotencyRow>& row;
    absl::FunctionRef<ReceiptRecord(const LogPosition&)> build;
    absl::StatusOr<Appended> result;
    std::shared_ptr<Waiter> waiter;  // Outlives the frame.
  };
  class Group;

  absl::StatusOr<std::optional<std::string>> DatedProof(int64_t index) const;
  TiledReceiptLog(Rooms rooms, const Options& options, ReceiptStore::Head head);
  absl::Status Enqueue(Entry& entry);
  void Write();
  // Waits for entries; empty when drained.
  std::vector<Entry*> TakeGroup();
  // Sets the results of `entries`.
  void CommitGroup(const std::vector<Entry*>& entries);

  const Rooms rooms_;
  const Options options_;
  ReceiptStore::Head head_;  // Of the writer's thread.
  mutable Mutex mutex_;
  CondVar wake_writer_;
  std::deque<Entry*> queue_ ABSL_GUARDED_BY(mutex_);
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  int callers_ ABSL_GUARDED_BY(mutex_) = 0;  // Inside Append.
  CondVar callers_left_;
  std::thread writer_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_TILED_RECEIPT_LOG_H_

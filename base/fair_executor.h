#ifndef KEPIL_BASE_FAIR_EXECUTOR_H_
#define KEPIL_BASE_FAIR_EXECUTOR_H_

#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/bounded_executor.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace kepil {

// FairExecutor is a BoundedExecutor that takes turns between owners: one task
// of each who has any, oldest first. When it is full, the newest task of the
// owner with the longest queue makes place for an owner with a shorter one, so
// that a flood of one owner neither delays nor shuts out another. Thread-safe.
class FairExecutor {
 public:
  using Options = BoundedExecutor::Options;
  using Task = BoundedExecutor::Task;

  // `clock` outlives the executor.
  FairExecutor(const Clock& clock, Options options);
  // Drains, as BoundedExecutor does.
  ~FairExecutor() = default;
  FairExecutor(const FairExecutor&) = delete;
  FairExecutor& operator=(const FairExecutor&) = delete;

  // As BoundedExecutor::Schedule, for `owner`; and an accepted task that had to
  // make place is called, on the thread that took its place, with
  // RESOURCE_EXHAUSTED/OVERLOADED.
  absl::Status Schedule(absl::string_view owner, absl::Time deadline,
                        Task task);

  // Tasks accepted and not finished.
  int in_flight() const;

 private:
  struct Entry {
    absl::Time deadline;
    Task task;
  };
  using Queue = std::deque<Entry>;
  // What became of a task that wanted to be queued.
  struct Queued {
    absl::Status status;
    Task displaced;  // Of another owner; may be empty.
    // Once the lock is gone: its thread asks for it first of all.
    std::optional<BoundedExecutor::Waking> waking;
  };

  Queued Enqueue(absl::string_view owner, Entry entry);
  void Push(absl::string_view owner, Entry entry)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The newest task of the longest queue, if that is longer than one of
  // `length` would be with one more; else an empty one.
  Task Displace(size_t length) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status FullError() const;
  void RunNext();

  const Clock& clock_;
  const Options options_;
  mutable Mutex mutex_;
  // Owners with something queued, in the order of their turns.
  std::deque<std::string> turns_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Queue> queues_ ABSL_GUARDED_BY(mutex_);
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  BoundedExecutor executor_;  // Goes first: its tasks use what is above.
};

}  // namespace kepil

#endif  // KEPIL_BASE_FAIR_EXECUTOR_H_

#ifndef KEPIL_BASE_BOUNDED_EXECUTOR_H_
#define KEPIL_BASE_BOUNDED_EXECUTOR_H_

#include <deque>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace kepil {

// BoundedExecutor runs tasks on a fixed set of threads behind a bounded queue,
// oldest first. Of the threads that are free the one takes it that was the last
// at work: what it touched is still near. Thread-safe.
class BoundedExecutor {
 public:
  struct Options {
    std::string name;    // Of the threads; the system shows 15 octets of it.
    int threads = 1;     // At least 1.
    int max_queued = 0;  // Tasks beyond those that a thread is free for.
  };
  using Task = absl::AnyInvocable<void(absl::Status)>;

  // `clock` outlives the executor.
  BoundedExecutor(const Clock& clock, Options options);
  // Drains: calls every task that was accepted, then joins. Not to be called
  // from a task.
  ~BoundedExecutor();
  BoundedExecutor(const BoundedExecutor&) = delete;
  BoundedExecutor& operator=(const BoundedExecutor&) = delete;

  // Accepts `task` or refuses it at once; never blocks. An accepted task is
  // called exactly once, on a thread of the executor: with OK, or with
  // DEADLINE_EXCEEDED/DEADLINE if `deadline` has passed when it is dequeued, so
  // overload sheds the oldest work first. A refused task is destroyed uncalled.
  // Errors: RESOURCE_EXHAUSTED/OVERLOADED when full; UNAVAILABLE/NOT_READY
  // while draining. A task must not throw.
  absl::Status Schedule(absl::Time deadline, Task task);

  // Waking wakes the thread that is to run a task, when it goes; must go before
  // the executor.
  class Waking {
   public:
    explicit Waking(CondVar* thread) : thread_(thread) {}
    Waking(Waking&& other) noexcept
        : thread_(std::exchange(other.thread_, nullptr)) {}
    Waking& operator=(Waking&& other) noexcept {
      std::swap(thread_, other.thread_);
      return *this;
    }
    ~Waking() {
      if (thread_ != nullptr) {
        thread_->NotifyOne();
      }
    }

   private:
    CondVar* thread_;  // nullptr: all are at work, and one will look again.
  };
  // Schedule for who holds a lock that the task takes too: the thread is not
  // woken to wait for it.
  absl::StatusOr<Waking> Accept(absl::Time deadline, Task task);

  // Tasks accepted and not finished, for a gauge.
  int in_flight() const;

 private:
  struct Entry {
    absl::Time deadline;
    Task task;
  };

  // One thread's place to wait.
  struct Seat {
    CondVar wake;
    bool is_called = false;  // Under mutex_.
  };

  void Work(Seat& seat);
  // Waits for a task; returns false when drained.
  bool Next(Seat& seat, Entry& entry);

  const Clock& clock_;
  const Options options_;
  std::vector<Seat> seats_;  // Of the threads, in their order.
  mutable Mutex mutex_;
  // Of the threads that wait, the last one at work last.
  std::vector<Seat*> waiting_ ABSL_GUARDED_BY(mutex_);
  std::deque<Entry> queue_ ABSL_GUARDED_BY(mutex_);
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace kepil

#endif  // KEPIL_BASE_BOUNDED_EXECUTOR_H_

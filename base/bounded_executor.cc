#include "base/bounded_executor.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

BoundedExecutor::BoundedExecutor(const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      seats_(static_cast<size_t>(std::max(options_.threads, 0))) {
  KEPIL_CHECK(options_.threads > 0 && options_.max_queued >= 0);
  threads_.reserve(options_.threads);
  for (Seat& seat : seats_) {
    threads_.emplace_back([this, &seat] { Work(seat); });
  }
}

BoundedExecutor::~BoundedExecutor() {
  {
    MutexLock lock(mutex_);
    draining_ = true;
    for (Seat* seat : waiting_) {
      seat->is_called = true;
      seat->wake.NotifyOne();
    }
    waiting_.clear();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

absl::Status BoundedExecutor::Schedule(absl::Time deadline, Task task) {
  return Accept(deadline, std::move(task)).status();
}

absl::StatusOr<BoundedExecutor::Waking> BoundedExecutor::Accept(
    absl::Time deadline, Task task) {
  CondVar* called = nullptr;
  {
    MutexLock lock(mutex_);
    if (draining_) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_NOT_READY, "shutting down");
    }
    if (in_flight_ - options_.threads >= options_.max_queued) {
      return MakeError(absl::StatusCode::kResourceExhausted,
                       v1::ERROR_REASON_OVERLOADED, "the queue is full",
                       {{"executor", options_.name}});
    }
    queue_.push_back({deadline, std::move(task)});
    ++in_flight_;
    if (!waiting_.empty()) {
      waiting_.back()->is_called = true;
      called = &waiting_.back()->wake;
      waiting_.pop_back();
    }
  }
  return Waking(called);
}

int BoundedExecutor::in_flight() const {
  MutexLock lock(mutex_);
  return in_flight_;
}

bool BoundedExecutor::Next(Seat& seat, Entry& entry) {
  MutexLock lock(mutex_);
  while (queue_.empty()) {
    if (draining_) {
      return false;
    }
    waiting_.push_back(&seat);
    while (!seat.is_called) {
      seat.wake.Wait(mutex_);
    }
    seat.is_called = false;
  }
  entry = std::move(queue_.front());
  queue_.pop_front();
  return true;
}

void BoundedExecutor::Work(Seat& seat) {
  pthread_setname_np(pthread_self(), options_.name.substr(0, 15).c_str());
  Entry entry;
  while (Next(seat, entry)) {
    entry.task(clock_.Now() < entry.deadline
                   ? absl::OkStatus()
                   : MakeError(absl::StatusCode::kDeadlineExceeded,
                               v1::ERROR_REASON_DEADLINE,
                               "the deadline passed in the queue"));
    entry.task = nullptr;  // What it holds dies before it counts as finished.
    MutexLock lock(mutex_);
    --in_flight_;
  }
}

}  // namespace kepil

#include "base/fair_executor.h"

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

// Each queued task is a turn of the inner executor; which one is decided when
// it begins. It counts a task for a moment longer than we do.
BoundedExecutor::Options WithSlack(BoundedExecutor::Options options) {
  options.max_queued += options.threads;
  return options;
}

}  // namespace

FairExecutor::FairExecutor(const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      executor_(clock, WithSlack(options_)) {}

absl::Status FairExecutor::FullError() const {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_OVERLOADED, "the queue is full",
                   {{"executor", options_.name}});
}

void FairExecutor::Push(absl::string_view owner, Entry entry) {
  Queue& queue = queues_[owner];
  if (queue.empty()) {
    turns_.emplace_back(owner);
  }
  queue.push_back(std::move(entry));
}

FairExecutor::Task FairExecutor::Displace(size_t length) {
  Queue* longest = nullptr;
  for (auto& [owner, queue] : queues_) {
    if (longest == nullptr || queue.size() > longest->size()) {
      longest = &queue;
    }
  }
  if (longest == nullptr || longest->size() <= length + 1) {
    return nullptr;
  }
  Task displaced = std::move(longest->back().task);
  longest->pop_back();
  return displaced;
}

FairExecutor::Queued FairExecutor::Enqueue(absl::string_view owner,
                                           Entry entry) {
  const MutexLock lock(mutex_);
  if (in_flight_ < options_.threads + options_.max_queued) {
    absl::StatusOr<BoundedExecutor::Waking> accepted = executor_.Accept(
        absl::InfiniteFuture(), [this](const absl::Status&) { RunNext(); });
    if (!accepted.ok()) {
      return {accepted.status(), nullptr, std::nullopt};
    }
    Push(owner, std::move(entry));
    ++in_flight_;
    return {absl::OkStatus(), nullptr, *std::move(accepted)};
  }
  const auto own = queues_.find(owner);
  Task displaced = Displace(own == queues_.end() ? 0 : own->second.size());
  if (displaced == nullptr) {
    return {FullError(), nullptr, std::nullopt};
  }
  Push(owner, std::move(entry));
  return {absl::OkStatus(), std::move(displaced), std::nullopt};
}

absl::Status FairExecutor::Schedule(absl::string_view owner,
                                    absl::Time deadline, Task task) {
  Queued queued = Enqueue(owner, {deadline, std::move(task)});
  if (queued.displaced != nullptr) {
    queued.displaced(FullError());
  }
  return queued.status;
}

int FairExecutor::in_flight() const {
  const MutexLock lock(mutex_);
  return in_flight_;
}

void FairExecutor::RunNext() {
  Entry entry;
  {
    const MutexLock lock(mutex_);
    std::string owner = std::move(turns_.front());
    turns_.pop_front();
    const auto queue = queues_.find(owner);
    KEPIL_CHECK(queue != queues_.end() && !queue->second.empty());
    entry = std::move(queue->second.front());
    queue->second.pop_front();
    if (queue->second.empty()) {
      queues_.erase(queue);
    } else {
      turns_.push_back(std::move(owner));
    }
  }
  entry.task(clock_.Now() < entry.deadline
                 ? absl::OkStatus()
                 : MakeError(absl::StatusCode::kDeadlineExceeded,
                             v1::ERROR_REASON_DEADLINE,
                             "the deadline passed in the queue"));
  entry.task = nullptr;  // What it holds dies before it counts as finished.
  const MutexLock lock(mutex_);
  --in_flight_;
}

}  // namespace kepil

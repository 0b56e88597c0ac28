#include "translog/log_runner.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace kepil {

LogRunner::LogRunner(Sequencer& sequencer, Options options)
    : sequencer_(sequencer),
      options_(std::move(options)),
      thread_([this] { Run(); }) {}

LogRunner::~LogRunner() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_requested_.NotifyAll();
  thread_.join();
}

absl::Status LogRunner::integration_status() const {
  MutexLock lock(mutex_);
  return integration_status_;
}

absl::Status LogRunner::checkpoint_status() const {
  MutexLock lock(mutex_);
  return checkpoint_status_;
}

void LogRunner::Run() {
  using SteadyClock = std::chrono::steady_clock;
  Integrate();
  Publish();
  SteadyClock::time_point published_at = SteadyClock::now();
  while (Wait(options_.integrate_interval) == Next::kGoOn) {
    Integrate();
    const SteadyClock::time_point now = SteadyClock::now();
    if (now - published_at >=
        absl::ToChronoNanoseconds(options_.checkpoint_interval)) {
      Publish();
      published_at = now;
    }
  }
  Integrate();
  Publish();
}

void LogRunner::Integrate() {
  absl::StatusOr<int> taken = 0;
  do {
    taken = sequencer_.IntegrateOnce();
  } while (taken.ok() && *taken == sequencer_.options().max_leaves);
  {
    MutexLock lock(mutex_);
    integration_status_ = taken.status();
  }
  if (!taken.ok() && options_.on_error) {
    options_.on_error(taken.status());
  }
}

void LogRunner::Publish() {
  const absl::Status status = sequencer_.PublishCheckpoint();
  {
    MutexLock lock(mutex_);
    checkpoint_status_ = status;
  }
  if (!status.ok() && options_.on_error) {
    options_.on_error(status);
  }
}

LogRunner::Next LogRunner::Wait(absl::Duration interval) {
  const auto until =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(interval);
  MutexLock lock(mutex_);
  while (!stopping_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= std::chrono::nanoseconds::zero()) {
      return Next::kGoOn;
    }
    stop_requested_.WaitFor(mutex_, left);
  }
  return Next::kStop;
}

}  // namespace kepil

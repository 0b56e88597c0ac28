#include "base/periodic_runner.h"

#include <chrono>

namespace kepil {

PeriodicRunner::PeriodicRunner(absl::Duration interval,
                               std::function<void()> step)
    : interval_(interval), step_(std::move(step)), thread_([this] { Run(); }) {}

PeriodicRunner::~PeriodicRunner() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_requested_.NotifyAll();
  thread_.join();
}

void PeriodicRunner::Run() {
  do {
    step_();
  } while (Wait() == Next::kGoOn);
}

PeriodicRunner::Next PeriodicRunner::Wait() {
  const auto until =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(interval_);
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

#ifndef KEPIL_BASE_PERIODIC_RUNNER_H_
#define KEPIL_BASE_PERIODIC_RUNNER_H_

#include <functional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace kepil {

// PeriodicRunner calls a step on a thread of its own: at once, then as long as
// it lives, `interval` after the step before has ended. What is due is the
// step's own business.
class PeriodicRunner {
 public:
  PeriodicRunner(absl::Duration interval, std::function<void()> step);
  // Joins; the step under way ends first.
  ~PeriodicRunner();
  PeriodicRunner(const PeriodicRunner&) = delete;
  PeriodicRunner& operator=(const PeriodicRunner&) = delete;

 private:
  void Run();
  enum class Next { kGoOn, kStop };
  Next Wait();

  const absl::Duration interval_;
  const std::function<void()> step_;
  Mutex mutex_;
  CondVar stop_requested_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_BASE_PERIODIC_RUNNER_H_

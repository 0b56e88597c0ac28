#ifndef KEPIL_TRANSLOG_LOG_RUNNER_H_
#define KEPIL_TRANSLOG_LOG_RUNNER_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "translog/sequencer.h"

namespace kepil {

// LogRunner drives a Sequencer on a thread of its own: integrates and publishes
// at once, then at its intervals. An error does not stop it: it reports it and
// tries again at the next interval.
class LogRunner {
 public:
  struct Options {
    absl::Duration integrate_interval = absl::Milliseconds(200);
    absl::Duration checkpoint_interval = absl::Seconds(1);
    // Called on the runner's thread for each failed step; may be empty. Must
    // not destroy the runner.
    std::function<void(const absl::Status&)> on_error;
  };

  // Starts. `sequencer` must outlive the runner and have no other caller.
  LogRunner(Sequencer& sequencer, Options options);
  // Stops and joins, after a last integration of all that is pending and a last
  // checkpoint.
  ~LogRunner();
  LogRunner(const LogRunner&) = delete;
  LogRunner& operator=(const LogRunner&) = delete;

  // How the last round of integration and the last checkpoint went; OK before
  // the first one has ended. Thread-safe.
  absl::Status integration_status() const;
  absl::Status checkpoint_status() const;

 private:
  void Run();
  void Integrate();
  void Publish();
  // Waits for the interval or the end; returns whether to go on.
  enum class Next { kGoOn, kStop };
  Next Wait(absl::Duration interval);

  Sequencer& sequencer_;
  const Options options_;
  mutable Mutex mutex_;
  CondVar stop_requested_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status integration_status_ ABSL_GUARDED_BY(mutex_);
  absl::Status checkpoint_status_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_LOG_RUNNER_H_

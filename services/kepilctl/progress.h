#ifndef KEPIL_SERVICES_KEPILCTL_PROGRESS_H_
#define KEPIL_SERVICES_KEPILCTL_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "services/kepilctl/output.h"

namespace kepil {

struct ProgressState {
  int64_t done = 0;
  int64_t total = 0;
  absl::Duration elapsed;
};
// A bar, the counts and, once something is done, the remaining time, in ASCII:
// "[#####     ] 12/24  0:31 left".
std::string ProgressLine(const ProgressState& state);

// ProgressBar draws ProgressLine over itself on standard error, if that is a
// terminal; else it does nothing. Not thread-safe.
class ProgressBar {
 public:
  // `now` tells the time; `console` outlives the bar.
  ProgressBar(int64_t total, std::function<absl::Time()> now, Console& console);
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(int64_t done);
  // Makes room for a line of results.
  void Clear();

 private:
  const int64_t total_;
  const std::function<absl::Time()> now_;
  const absl::Time start_;
  Console& console_;
  bool shown_ = false;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_PROGRESS_H_

#include "services/kepilctl/progress.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace kepil {
namespace {

constexpr int64_t kBarWidth = 30;

std::string RemainingText(const ProgressState& state) {
  const int64_t seconds = absl::ToInt64Seconds(
      state.elapsed * (state.total - state.done) / state.done +
      absl::Milliseconds(500));
  if (seconds >= 3600) {
    return absl::StrFormat("%d:%02d:%02d left", seconds / 3600,
                           seconds / 60 % 60, seconds % 60);
  }
  return absl::StrFormat("%d:%02d left", seconds / 60, seconds % 60);
}

}  // namespace

std::string ProgressLine(const ProgressState& state) {
  const int64_t total = std::max<int64_t>(state.total, 1);
  const int64_t done = std::clamp<int64_t>(state.done, 0, total);
  const auto filled = static_cast<size_t>(kBarWidth * done / total);
  std::string line = absl::StrCat("[", std::string(filled, '#'),
                                  std::string(kBarWidth - filled, ' '), "] ",
                                  done, "/", total);
  if (done > 0 && done < total) {
    absl::StrAppend(&line, "  ", RemainingText({done, total, state.elapsed}));
  }
  return line;
}

ProgressBar::ProgressBar(int64_t total, std::function<absl::Time()> now,
                         Console& console)
    : total_(total), now_(std::move(now)), start_(now_()), console_(console) {}

void ProgressBar::Show(int64_t done) {
  if (!console_.err_is_terminal) {
    return;
  }
  console_.err << "\r\x1b[K" << ProgressLine({done, total_, now_() - start_})
               << std::flush;
  shown_ = true;
}

void ProgressBar::Clear() {
  if (shown_) {
    console_.err << "\r\x1b[K" << std::flush;
    shown_ = false;
  }
}

}  // namespace kepil

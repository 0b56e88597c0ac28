#include "services/kepilctl/progress.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(ProgressLineTest, ShowsCountsAndRemainingTime) {
  const std::string line = ProgressLine({10, 40, absl::Seconds(20)});
  EXPECT_EQ(line, absl::StrCat("[", std::string(7, '#'), std::string(23, ' '),
                               "] 10/40  1:00 left"));
  EXPECT_THAT(ProgressLine({1, 3601, absl::Seconds(2)}),
              testing::EndsWith("1/3601  2:00:00 left"));
}

TEST(ProgressLineTest, SaysNoTimeAtEitherEnd) {
  EXPECT_THAT(ProgressLine({0, 4, absl::Seconds(9)}),
              testing::EndsWith("] 0/4"));
  EXPECT_THAT(ProgressLine({4, 4, absl::Seconds(9)}),
              testing::EndsWith("] 4/4"));
  EXPECT_THAT(ProgressLine({0, 0, absl::Seconds(0)}),
              testing::EndsWith("] 0/1"));
}

TEST(ProgressBarTest, IsSilentWithoutATerminal) {
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  {
    ProgressBar bar(
        2, [] { return absl::UnixEpoch(); }, console);
    bar.Show(1);
  }
  EXPECT_EQ(out.str() + err.str(), "");
  console.err_is_terminal = true;
  {
    ProgressBar bar(
        2, [] { return absl::UnixEpoch(); }, console);
    bar.Show(1);
  }
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(err.str(), testing::EndsWith("1/2  0:00 left\r\x1b[K"));
}

}  // namespace
}  // namespace kepil

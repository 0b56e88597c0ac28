#include "base/periodic_runner.h"

#include <atomic>

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(PeriodicRunnerTest, CallsItsStepAgainAndAgain) {
  Mutex mutex;
  CondVar called;
  int calls = 0;
  PeriodicRunner runner(absl::Milliseconds(1), [&] {
    MutexLock lock(mutex);
    ++calls;
    called.NotifyAll();
  });
  MutexLock lock(mutex);
  while (calls < 3) {
    called.Wait(mutex);
  }
  EXPECT_GE(calls, 3);
}

TEST(PeriodicRunnerTest, TheDestructorDoesNotWaitForTheInterval) {
  std::atomic<int> calls = 0;
  {
    PeriodicRunner runner(absl::Hours(1), [&] { ++calls; });
  }
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace kepil

#include "base/fair_executor.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// One thread, held until Release; what ran is written down in order.
struct House {
  explicit House(int max_queued)
      : executor(std::make_unique<FairExecutor>(
            clock, FairExecutor::Options{"fair", 1, max_queued})) {
    ExpectOk(executor->Schedule("holder", absl::InfiniteFuture(),
                                [this](const absl::Status&) {
                                  held.Notify();
                                  release.WaitForNotification();
                                }));
    held.WaitForNotification();
  }
  static void ExpectOk(const absl::Status& status) {
    EXPECT_THAT(status, IsOk());
  }
  absl::Status Schedule(const std::string& owner, int number,
                        absl::Time deadline = absl::InfiniteFuture()) {
    return executor->Schedule(
        owner, deadline, [this, owner, number](const absl::Status& status) {
          // Not a race: on the one thread, or before it goes on.
          done.push_back(absl::StrCat(
              owner, number,
              status.ok() ? ""
                          : absl::StrCat(
                                ":", v1::ErrorReason_Name(*ReasonOf(status)))));
        });
  }
  // What ran, in order.
  std::string Finish() {
    release.Notify();
    executor.reset();
    return absl::StrJoin(done, " ");
  }

  FakeClock clock;
  absl::Notification held, release;
  std::vector<std::string> done;
  std::unique_ptr<FairExecutor> executor;
};

TEST(FairExecutorTest, OwnersTakeTurns) {
  House house(10);
  for (int i = 1; i <= 4; ++i) {
    EXPECT_THAT(house.Schedule("a", i), IsOk());
  }
  EXPECT_THAT(house.Schedule("b", 1), IsOk());
  EXPECT_THAT(house.Schedule("b", 2), IsOk());
  EXPECT_THAT(house.Schedule("c", 1), IsOk());
  EXPECT_EQ(house.executor->in_flight(), 8);
  EXPECT_EQ(house.Finish(), "a1 b1 c1 a2 b2 a3 a4");
}

TEST(FairExecutorTest, AFloodMakesPlaceForAnother) {
  House house(4);
  for (int i = 1; i <= 4; ++i) {
    EXPECT_THAT(house.Schedule("flood", i), IsOk());
  }
  EXPECT_THAT(house.Schedule("flood", 5),
              HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(house.Schedule("other", 1), IsOk());
  EXPECT_EQ(house.executor->in_flight(), 5);
  // Half of the place is its; what was there before the other's share stays.
  EXPECT_THAT(house.Schedule("other", 2), IsOk());
  EXPECT_THAT(house.Schedule("other", 3),
              HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(house.Finish(),
            "flood4:ERROR_REASON_OVERLOADED flood3:ERROR_REASON_OVERLOADED "
            "flood1 other1 flood2 other2");
}

TEST(FairExecutorTest, WhatIsTooLateIsTold) {
  House house(4);
  EXPECT_THAT(house.Schedule("a", 1, house.clock.Now() + absl::Seconds(1)),
              IsOk());
  EXPECT_THAT(house.Schedule("a", 2), IsOk());
  house.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(house.Finish(), "a1:ERROR_REASON_DEADLINE a2");
}

TEST(FairExecutorTest, AFullOneRefusesWithoutACall) {
  House house(0);
  EXPECT_THAT(house.Schedule("a", 1), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(house.Finish(), "");
}

TEST(FairExecutorTest, ManyThreadsRunEveryTaskOnce) {
  FakeClock clock;
  std::atomic<int> ran{0};
  {
    FairExecutor executor(clock, {"fair", 8, 1000});
    for (int i = 0; i < 1000; ++i) {
      EXPECT_THAT(executor.Schedule(absl::StrCat(i % 7), absl::InfiniteFuture(),
                                    [&](const absl::Status&) { ++ran; }),
                  IsOk());
    }
  }
  EXPECT_EQ(ran.load(), 1000);
}

}  // namespace
}  // namespace kepil

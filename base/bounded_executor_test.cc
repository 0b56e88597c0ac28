#include "base/bounded_executor.h"

#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

// Occupies one thread of an executor until it is opened.
class Gate {
 public:
  BoundedExecutor::Task Task() {
    return [this](absl::Status) {
      entered_.set_value();
      open_.get_future().wait();
    };
  }
  void AwaitEntered() { entered_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  std::promise<void> entered_, open_;
};

TEST(BoundedExecutorTest, RunsTaskWithOkOnAnotherThread) {
  FakeClock clock;
  BoundedExecutor executor(clock, {"test", 2, 4});
  std::promise<std::pair<absl::Status, std::thread::id>> done;
  ASSERT_THAT(
      executor.Schedule(absl::InfiniteFuture(),
                        [&](absl::Status status) {
                          done.set_value({status, std::this_thread::get_id()});
                        }),
      IsOk());
  const auto [status, thread] = done.get_future().get();
  EXPECT_THAT(status, IsOk());
  EXPECT_NE(thread, std::this_thread::get_id());
}

TEST(BoundedExecutorTest, RefusesAtOnceWhenFull) {
  FakeClock clock;
  Gate gate;
  std::atomic<int> calls = 0;
  {
    BoundedExecutor executor(clock, {"test", 1, 2});
    const auto count = [&calls](absl::Status) { ++calls; };
    ASSERT_THAT(executor.Schedule(absl::InfiniteFuture(), gate.Task()), IsOk());
    gate.AwaitEntered();
    EXPECT_THAT(executor.Schedule(absl::InfiniteFuture(), count), IsOk());
    EXPECT_THAT(executor.Schedule(absl::InfiniteFuture(), count), IsOk());
    const absl::Status refused =
        executor.Schedule(absl::InfiniteFuture(), count);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_OVERLOADED));
    EXPECT_EQ(executor.in_flight(), 3);
    gate.Open();
  }
  EXPECT_EQ(calls, 2);  // The destructor drained; the refused one never ran.
}

TEST(BoundedExecutorTest, AcceptsAsManyTasksAsThreadsWithoutAQueue) {
  FakeClock clock;
  Gate first, second;
  BoundedExecutor executor(clock, {"test", 2, 0});
  ASSERT_THAT(executor.Schedule(absl::InfiniteFuture(), first.Task()), IsOk());
  ASSERT_THAT(executor.Schedule(absl::InfiniteFuture(), second.Task()), IsOk());
  EXPECT_THAT(executor.Schedule(absl::InfiniteFuture(), [](absl::Status) {}),
              HasReason(v1::ERROR_REASON_OVERLOADED));
  first.Open();
  second.Open();
}

TEST(BoundedExecutorTest, TellsTaskThatItsDeadlinePassedInTheQueue) {
  FakeClock clock;
  Gate gate;
  std::promise<absl::Status> late, timely;
  BoundedExecutor executor(clock, {"test", 1, 2});
  ASSERT_THAT(executor.Schedule(absl::InfiniteFuture(), gate.Task()), IsOk());
  gate.AwaitEntered();
  ASSERT_THAT(
      executor.Schedule(clock.Now() + absl::Seconds(5),
                        [&](absl::Status status) { late.set_value(status); }),
      IsOk());
  ASSERT_THAT(
      executor.Schedule(clock.Now() + absl::Seconds(6),
                        [&](absl::Status status) { timely.set_value(status); }),
      IsOk());
  clock.Advance(absl::Seconds(5));
  gate.Open();
  const absl::Status status = late.get_future().get();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(status, HasReason(v1::ERROR_REASON_DEADLINE));
  EXPECT_THAT(timely.get_future().get(), IsOk());
}

TEST(BoundedExecutorTest, RunsOldestFirst) {
  FakeClock clock;
  Gate gate;
  std::vector<int> order;
  {
    BoundedExecutor executor(clock, {"test", 1, 3});
    ASSERT_THAT(executor.Schedule(absl::InfiniteFuture(), gate.Task()), IsOk());
    gate.AwaitEntered();
    for (int i = 0; i < 3; ++i) {
      ASSERT_THAT(
          executor.Schedule(absl::InfiniteFuture(),
                            [&order, i](absl::Status) { order.push_back(i); }),
          IsOk());
    }
    gate.Open();
  }
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(BoundedExecutorTest, RefusesWhileDraining) {
  FakeClock clock;
  Gate gate;
  absl::Status refused;
  auto executor = std::make_unique<BoundedExecutor>(
      clock, BoundedExecutor::Options{"test", 1, 1});
  BoundedExecutor* raw = executor.get();
  ASSERT_THAT(executor->Schedule(absl::InfiniteFuture(), gate.Task()), IsOk());
  gate.AwaitEntered();
  ASSERT_THAT(executor->Schedule(
                  absl::InfiniteFuture(),
                  [&refused, raw](absl::Status) {
                    // Fills the queue until the destructor has begun.
                    do {
                      refused = raw->Schedule(absl::InfiniteFuture(),
                                              [](absl::Status) {});
                    } while (ReasonOf(refused) != v1::ERROR_REASON_NOT_READY);
                  }),
              IsOk());
  gate.Open();
  executor.reset();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable));
}

TEST(BoundedExecutorTest, HoldsItsBoundUnderManyProducers) {
  FakeClock clock;
  std::atomic<int> accepted = 0, ran = 0, most = 0;
  {
    BoundedExecutor executor(clock, {"test", 3, 5});
    std::vector<std::thread> producers;
    for (int i = 0; i < 4; ++i) {
      producers.emplace_back([&] {
        for (int j = 0; j < 2000; ++j) {
          const absl::Status status = executor.Schedule(
              absl::InfiniteFuture(), [&ran](absl::Status) { ++ran; });
          accepted += status.ok() ? 1 : 0;
          const int seen = executor.in_flight();
          int before = most;
          while (seen > before && !most.compare_exchange_weak(before, seen)) {
          }
        }
      });
    }
    for (std::thread& producer : producers) {
      producer.join();
    }
  }
  EXPECT_EQ(ran, accepted);
  EXPECT_GT(ran, 0);
  EXPECT_LE(most, 8);
}

}  // namespace
}  // namespace kepil

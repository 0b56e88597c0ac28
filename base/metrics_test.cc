#include "base/metrics.h"

#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

enum class Door { kFront, kBack };
LogToken LabelOf(Door door) {
  switch (door) {
    case Door::kFront:
      return LogToken("front");
    case Door::kBack:
      return LogToken("back");
  }
  return LogToken("");
}

// Label count and types are fixed by the type.
template <typename Metric, typename... Labels>
using IncrementOf =
    decltype(std::declval<Metric&>().Increment(std::declval<Labels>()...));
template <typename Void, typename Metric, typename... Labels>
struct Takes : std::false_type {};
template <typename Metric, typename... Labels>
struct Takes<std::void_t<IncrementOf<Metric, Labels...>>, Metric, Labels...>
    : std::true_type {};
static_assert(Takes<void, Counter<Door, int>, Door, int>::value);
static_assert(!Takes<void, Counter<Door, int>, Door>::value);
static_assert(!Takes<void, Counter<Door, int>, int, Door>::value);
static_assert(!Takes<void, Counter<LogToken>, std::string>::value);

std::vector<std::string> LinesOf(const MetricsRegistry& registry) {
  return absl::StrSplit(registry.Text(), '\n');
}

TEST(MetricsTest, CountsPerCombinationOfLabels) {
  MetricsRegistry registry;
  Counter<Door, int> opened(registry, {"kepil_opened_total", "Doors opened."},
                            {"door", "floor"});
  opened.Increment(Door::kFront, 1);
  opened.Increment(Door::kFront, 1);
  opened.IncrementBy(5, Door::kBack, -2);
  const auto lines = LinesOf(registry);
  EXPECT_THAT(lines, Contains("# HELP kepil_opened_total Doors opened."));
  EXPECT_THAT(lines, Contains("# TYPE kepil_opened_total counter"));
  EXPECT_THAT(lines,
              Contains(R"(kepil_opened_total{door="front",floor="1"} 2)"));
  EXPECT_THAT(lines,
              Contains(R"(kepil_opened_total{door="back",floor="-2"} 5)"));
}

TEST(MetricsTest, CounterWithoutLabelsStartsAtZeroAndNeverFalls) {
  MetricsRegistry registry;
  Counter<> turns(registry, {"kepil_turns_total", "Turns."});
  EXPECT_THAT(LinesOf(registry), Contains("kepil_turns_total 0"));
  turns.Increment();
  turns.IncrementBy(-5);
  EXPECT_THAT(LinesOf(registry), Contains("kepil_turns_total 1"));
}

TEST(MetricsTest, GaugeKeepsTheLastValue) {
  MetricsRegistry registry;
  Gauge<> queued(registry, {"kepil_queued", "Queued."});
  queued.Set(7);
  queued.Set(3);
  EXPECT_THAT(LinesOf(registry), Contains("kepil_queued 3"));
}

TEST(MetricsTest, HistogramCountsIntoBuckets) {
  MetricsRegistry registry;
  Histogram<Door> wait(registry, {"kepil_wait_seconds", "Wait."}, {0.5, 1},
                       {"door"});
  wait.Observe(0.25, Door::kFront);
  wait.Observe(0.75, Door::kFront);
  wait.Observe(4, Door::kFront);
  const auto lines = LinesOf(registry);
  EXPECT_THAT(
      lines, Contains(R"(kepil_wait_seconds_bucket{door="front",le="0.5"} 1)"));
  EXPECT_THAT(lines,
              Contains(R"(kepil_wait_seconds_bucket{door="front",le="1"} 2)"));
  EXPECT_THAT(
      lines,
      Contains(R"(kepil_wait_seconds_bucket{door="front",le="+Inf"} 3)"));
  EXPECT_THAT(lines, Contains(R"(kepil_wait_seconds_sum{door="front"} 5)"));
  EXPECT_THAT(lines, Contains(R"(kepil_wait_seconds_count{door="front"} 3)"));
}

TEST(MetricsTest, BoundsTheNumberOfLabelCombinations) {
  MetricsRegistry registry;
  Counter<int> seen(registry, {"kepil_seen_total", "Seen."}, {"id"});
  for (size_t i = 0; i < kMaxLabelCombinations + 3; ++i) {
    seen.Increment(static_cast<int>(i));
  }
  seen.Increment(0);
  const auto lines = LinesOf(registry);
  EXPECT_THAT(lines, Contains(R"(kepil_seen_total{id="0"} 2)"));
  EXPECT_THAT(lines, Contains(R"(kepil_seen_total{id="other"} 3)"));
  EXPECT_THAT(
      registry.Text(),
      Not(HasSubstr(absl::StrCat("{id=\"", kMaxLabelCombinations, "\"}"))));
}

TEST(MetricsTest, LosesNoIncrementOfManyThreads) {
  MetricsRegistry registry;
  Counter<int> turns(registry, {"kepil_turns_total", "Turns."}, {"id"});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&turns] {
      for (int j = 0; j < 1000; ++j) {
        turns.Increment(j % 2);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_THAT(LinesOf(registry), Contains(R"(kepil_turns_total{id="1"} 2000)"));
}

TEST(MetricsDeathTest, EndsTheProcessOnANameTakenOrMalformed) {
  EXPECT_DEATH(
      {
        MetricsRegistry registry;
        Counter<> first(registry, {"kepil_turns_total", "Turns."});
        Gauge<> second(registry, {"kepil_turns_total", "Turns."});
      },
      "malformed or taken");
  EXPECT_DEATH(
      {
        MetricsRegistry registry;
        Counter<> first(registry, {"kepil turns", "Turns."});
      },
      "malformed or taken");
}

}  // namespace
}  // namespace kepil

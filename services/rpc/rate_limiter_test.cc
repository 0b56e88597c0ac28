#include "services/rpc/rate_limiter.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// Law: DEF-19.
TEST(RateLimiterTest, RefusesOverTheLimitOfAMinute) {
  FakeClock clock;
  RateLimiter limiter(clock, {3, 10});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(limiter.Count("192.0.2.1"), IsOk());
  }
  const absl::Status over = limiter.Count("192.0.2.1");
  EXPECT_THAT(over, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(over, HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
}

TEST(RateLimiterTest, AddressesAreCountedApart) {
  FakeClock clock;
  RateLimiter limiter(clock, {1, 10});
  EXPECT_THAT(limiter.Count("192.0.2.1"), IsOk());
  EXPECT_THAT(limiter.Count("192.0.2.2"), IsOk());
  EXPECT_THAT(limiter.Count("192.0.2.1"),
              HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
}

TEST(RateLimiterTest, NextMinuteStartsAnew) {
  FakeClock clock;
  RateLimiter limiter(clock, {1, 10});
  EXPECT_THAT(limiter.Count("192.0.2.1"), IsOk());
  clock.Advance(absl::Seconds(59));
  EXPECT_THAT(limiter.Count("192.0.2.1"),
              HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  clock.Advance(absl::Seconds(1));
  EXPECT_THAT(limiter.Count("192.0.2.1"), IsOk());
}

TEST(RateLimiterTest, AddressesThatDoNotFitShareOneCount) {
  FakeClock clock;
  RateLimiter limiter(clock, {2, 3});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(limiter.Count(absl::StrCat("192.0.2.", i)), IsOk());
  }
  EXPECT_THAT(limiter.Count("198.51.100.1"), IsOk());
  EXPECT_THAT(limiter.Count("198.51.100.2"), IsOk());
  EXPECT_THAT(limiter.Count("198.51.100.3"),
              HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  EXPECT_THAT(limiter.Count("192.0.2.0"), IsOk());  // Has a count of its own.
}

}  // namespace
}  // namespace kepil

#include "services/rpc/caller_quota.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/rpc/status_mapping.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

v1::PrincipalRecord Caller(const std::string& id, int per_minute = 0,
                           int in_flight = 0) {
  v1::PrincipalRecord record;
  record.set_id(id);
  record.set_requests_per_minute(per_minute);
  record.set_requests_in_flight(in_flight);
  return record;
}

TEST(CallerQuotaTest, CountsWhatBeganInOneMinute) {
  FakeClock clock;
  CallerQuota quota(clock, {3, 100});
  clock.Advance(absl::Seconds(48));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(quota.Begin(Caller("a")), IsOk());
  }
  const absl::Status refused = quota.Begin(Caller("a")).status();
  EXPECT_THAT(refused, AllOf(StatusIs(absl::StatusCode::kResourceExhausted),
                             HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED)));
  EXPECT_EQ(RetryDelayOf(refused), absl::Seconds(12));
  EXPECT_THAT(quota.Begin(Caller("b")), IsOk());  // Of its own share.
  clock.Advance(absl::Seconds(12));
  EXPECT_THAT(quota.Begin(Caller("a")), IsOk());
}

TEST(CallerQuotaTest, CountsWhatIsUnderWay) {
  FakeClock clock;
  CallerQuota quota(clock, {100, 2});
  std::vector<CallerQuota::Lease> leases;
  for (int i = 0; i < 2; ++i) {
    auto lease = quota.Begin(Caller("a"));
    ASSERT_THAT(lease, IsOk());
    leases.push_back(*std::move(lease));
  }
  const absl::Status refused = quota.Begin(Caller("a")).status();
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  EXPECT_EQ(RetryDelayOf(refused), absl::Milliseconds(kRetryDelayMilliseconds));
  EXPECT_EQ(quota.in_flight("a"), 2);
  // A new minute does not end what is under way.
  clock.Advance(absl::Minutes(2));
  EXPECT_THAT(quota.Begin(Caller("b")), IsOk());
  EXPECT_THAT(quota.Begin(Caller("a")),
              HasReason(v1::ERROR_REASON_QUOTA_EXCEEDED));
  leases.pop_back();
  EXPECT_EQ(quota.in_flight("a"), 1);
  EXPECT_THAT(quota.Begin(Caller("a")), IsOk());
}

TEST(CallerQuotaTest, TheRecordSaysMoreThanTheDefault) {
  FakeClock clock;
  CallerQuota quota(clock, {1, 1});
  const v1::PrincipalRecord big = Caller("big", 2, 2);
  EXPECT_EQ(quota.ShareOf(big).requests_per_minute, 2);
  EXPECT_EQ(quota.ShareOf(big).requests_in_flight, 2);
  EXPECT_EQ(quota.ShareOf(Caller("small")).requests_per_minute, 1);
  EXPECT_EQ(quota.ShareOf(Caller("small")).requests_in_flight, 1);
  const auto first = quota.Begin(big);
  const auto second = quota.Begin(big);
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(second, IsOk());
}

}  // namespace
}  // namespace kepil

#include "trustlist/status_history.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

v1::TrustService ServiceFrom(int64_t seconds) {
  v1::TrustService service;
  service.set_id("xa-sign");
  InsertEntry(NewStatusEntry(v1::SERVICE_STATUS_ACTIVE, At(seconds), "No. 1",
                             {At(seconds), "admission"}),
              service);
  return service;
}

TEST(StatusHistoryTest, EntriesStandInTheOrderOfLegalTime) {
  v1::TrustService service = ServiceFrom(10);
  InsertEntry(NewStatusEntry(v1::SERVICE_STATUS_TERMINATED, At(40), "end",
                             {At(20), "c"}),
              service);
  InsertEntry(NewStatusEntry(v1::SERVICE_STATUS_TERMINATION_NOTIFIED, At(20),
                             "notice", {At(20), "c"}),
              service);
  EXPECT_EQ(service.history(1).status(),
            v1::SERVICE_STATUS_TERMINATION_NOTIFIED);
  EXPECT_EQ(service.history(2).recorded_at().seconds(), 20);
  EXPECT_EQ(StatusOf(service, At(9)), v1::SERVICE_STATUS_UNSPECIFIED);
  EXPECT_EQ(StatusOf(service, At(10)), v1::SERVICE_STATUS_ACTIVE);
  EXPECT_EQ(StatusOf(service, At(39)), v1::SERVICE_STATUS_TERMINATION_NOTIFIED);
  EXPECT_EQ(StatusOf(service, At(40)), v1::SERVICE_STATUS_TERMINATED);
  EXPECT_TRUE(IsEnding(service));
}

TEST(StatusHistoryTest, AuthorityIsTerminatedWithItsLastService) {
  v1::Authority authority;
  EXPECT_FALSE(IsTerminated(authority, At(1'000'000'000)));
  *authority.add_services() = ServiceFrom(0);
  *authority.add_services() = ServiceFrom(0);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(IsEnding(authority));
    InsertEntry(NewStatusEntry(v1::SERVICE_STATUS_TERMINATED, At(50 + i), "end",
                               {At(20), "c"}),
                *authority.mutable_services(i));
  }
  EXPECT_TRUE(IsEnding(authority));
  EXPECT_EQ(TerminatedFrom(authority), At(51));
  EXPECT_FALSE(IsTerminated(authority, At(50)));
  EXPECT_TRUE(IsTerminated(authority, At(51)));
  EXPECT_THAT(CheckChangeable(authority, v1::ACT_RESUME, At(50)), IsOk());
  EXPECT_THAT(CheckChangeable(authority, v1::ACT_RESUME, At(51)),
              HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
  authority.mutable_archived_at()->set_seconds(60);
  EXPECT_THAT(CheckChangeable(authority, v1::ACT_RESUME, At(60)),
              HasReason(v1::ERROR_REASON_AUTHORITY_ARCHIVED));
}

}  // namespace
}  // namespace kepil

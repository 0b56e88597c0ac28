// No room for another octet: no answer rather than one that is not logged.

#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::AllOf;

// Whether kepild may write files at all; it sees failures as on a full disk.
void SetRoom(DemoHouse& house, rlim_t octets) {
  const rlimit limit = {octets, RLIM_INFINITY};
  ASSERT_EQ(prlimit(house.kepild().pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
}

TEST(DiskFullTest, RefusesAndKeepsEveryPromise) {
  // Inherited: the failed write comes back as an error, not as a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  DemoHouse house;
  ASSERT_THAT(house.Start(), IsOk());
  ASSERT_THAT(AdmitUsual(house), IsOk());
  const v1::ValidateRequest request = DemoRequest(house, "valid-p256.txt");
  std::vector<v1::IssuedReceipt> receipts;
  {
    const ChannelRef party = house.ChannelAs("relying-party");
    for (int i = 0; i < 3; ++i) {
      const auto receipt = Validate(party, request);
      ASSERT_THAT(receipt, IsOk());
      receipts.push_back(*receipt);
    }
    SetRoom(house, 1);
    for (int i = 0; i < 5; ++i) {
      EXPECT_THAT(Validate(party, request),
                  AllOf(StatusIs(absl::StatusCode::kUnavailable),
                        HasReason(v1::ERROR_REASON_STORE_DOWN)));
    }
    EXPECT_THAT(Admit(house, AuthorityDraft(house, "xc")),
                StatusIs(absl::StatusCode::kUnavailable));
  }
  SetRoom(house, RLIM_INFINITY);
  house.Kill();

  ASSERT_THAT(house.Start(), IsOk());
  const ChannelRef party = house.ChannelAs("relying-party");
  for (const v1::IssuedReceipt& receipt : receipts) {
    const auto kept = GetReceipt(party, receipt.id());
    ASSERT_THAT(kept, IsOk());
    EXPECT_EQ(kept->body(), receipt.body());
  }
  const auto next = Validate(party, request);
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->serial(), 4);
  // What was refused has no effect.
  const auto info = GetServiceInfo(house.OpenChannel());
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->trust_snapshot_version(), 3);
}

}  // namespace
}  // namespace kepil

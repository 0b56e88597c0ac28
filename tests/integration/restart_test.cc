#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class RestartTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    ValidateSome(3);
  }
  void ValidateSome(int count) {
    const ChannelRef party = house_.ChannelAs("relying-party");
    for (int i = 0; i < count; ++i) {
      const auto receipt =
          Validate(party, DemoRequest(house_, "valid-p256.txt"));
      ASSERT_THAT(receipt, IsOk());
      receipts_.push_back(*receipt);
    }
  }

  DemoHouse house_;
  std::vector<v1::IssuedReceipt> receipts_;
};

TEST_F(RestartTest, ReceiptsRegistryAndSerialsGoOn) {
  const auto before = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(before, IsOk());
  ASSERT_EQ(house_.Stop(), 0);
  ASSERT_THAT(house_.Start(), IsOk());

  const auto after = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->trust_snapshot_version(), before->trust_snapshot_version());
  EXPECT_EQ(after->trust_snapshot_sha256(), before->trust_snapshot_sha256());
  EXPECT_THAT(LogSize(house_.OpenChannel()), IsOkAndHolds(3));
  const ChannelRef party = house_.ChannelAs("relying-party");
  for (const v1::IssuedReceipt& receipt : receipts_) {
    const auto kept = GetReceipt(party, receipt.id());
    ASSERT_THAT(kept, IsOk());
    EXPECT_EQ(kept->dvc(), receipt.dvc());
    EXPECT_EQ(kept->body(), receipt.body());
    const ReceiptVerification offline = VerifyReceipt(
        {kept->dvc(), kept->tlog_proof(), {}, {}}, TrustIn(house_, *after));
    EXPECT_THAT(offline.problems, testing::IsEmpty());
    EXPECT_TRUE(offline.proof_checked);
  }
  ValidateSome(1);
  EXPECT_EQ(receipts_.back().serial(), 4);
}

TEST_F(RestartTest, StopUnderLoadFinishesWhatItAccepted) {
  std::atomic<int> answered{0};
  Mutex mutex;
  std::vector<absl::Status> refusals;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      const ChannelRef party = house_.ChannelAs("relying-party");
      const v1::ValidateRequest request = DemoRequest(house_, "valid-p256.txt");
      while (true) {
        const auto receipt = Validate(party, request);
        const MutexLock lock(mutex);
        if (!receipt.ok()) {
          refusals.push_back(receipt.status());
          return;
        }
        receipts_.push_back(*receipt);
        ++answered;
      }
    });
  }
  while (answered.load() < 20) {
    std::this_thread::yield();
  }
  EXPECT_EQ(house_.Stop(), 0);
  for (std::thread& client : clients) {
    client.join();
  }
  for (const absl::Status& refusal : refusals) {
    // gRPC cancels what came in but was not yet taken by anybody.
    EXPECT_THAT(refusal,
                testing::AnyOf(StatusIs(absl::StatusCode::kUnavailable),
                               StatusIs(absl::StatusCode::kCancelled)));
  }
  ASSERT_THAT(house_.Start(), IsOk());
  // No call that was under way was cut off: every receipt in the log was
  // handed out.
  EXPECT_THAT(LogSize(house_.OpenChannel()),
              IsOkAndHolds(static_cast<int64_t>(receipts_.size())));
}

TEST_F(RestartTest, OfficersOfTheConfigurationCountOnlyOnce) {
  ASSERT_EQ(house_.Stop(), 0);
  house_.Reconfigure("tls/officer-b.pem", "tls/stranger.pem");
  ASSERT_THAT(house_.Start(), IsOk());
  EXPECT_THAT(ApproveAs(house_, "stranger", std::string(32, '0'), "x"),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

// Law: SEC-06.
TEST_F(RestartTest, RefusesADatabaseBehindTheAnchor) {
  ASSERT_EQ(house_.Stop(), 0);
  const auto copy = std::filesystem::copy_options::recursive;
  std::filesystem::copy(house_.PathOf("db"), house_.PathOf("old"), copy);
  ASSERT_THAT(house_.Start(), IsOk());
  ValidateSome(2);
  ASSERT_EQ(house_.Stop(), 0);

  std::filesystem::rename(house_.PathOf("db"), house_.PathOf("new"));
  std::filesystem::copy(house_.PathOf("old"), house_.PathOf("db"), copy);
  const absl::Status status = house_.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("signed checkpoint"));

  std::filesystem::remove_all(house_.PathOf("db"));
  std::filesystem::rename(house_.PathOf("new"), house_.PathOf("db"));
  EXPECT_THAT(house_.Start(), IsOk());
}

// No receipt is missing: only an act of an officer is.
// Law: LOG-01, REG-19.
TEST_F(RestartTest, RefusesARegistryWithoutItsNewestActs) {
  ASSERT_EQ(house_.Stop(), 0);
  const auto copy = std::filesystem::copy_options::recursive;
  std::filesystem::copy(house_.PathOf("db"), house_.PathOf("old"), copy);
  ASSERT_THAT(house_.Start(), IsOk());
  ASSERT_THAT(ProposeAs(house_, "officer-a", SuspensionDraft("xa")), IsOk());
  ASSERT_EQ(house_.Stop(), 0);

  std::filesystem::remove_all(house_.PathOf("db"));
  std::filesystem::rename(house_.PathOf("old"), house_.PathOf("db"));
  const absl::Status status = house_.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("signed checkpoint"));
}

TEST_F(RestartTest, RefusesALogWhoseAnchorIsGone) {
  ASSERT_EQ(house_.Stop(), 0);
  std::filesystem::remove(house_.PathOf("anchor/checkpoints"));
  EXPECT_FALSE(house_.Start().ok());
}

}  // namespace
}  // namespace kepil

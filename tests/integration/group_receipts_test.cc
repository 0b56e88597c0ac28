// A real kepild that signs receipts in groups, its clients and openssl.

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kCallers = 16;
constexpr absl::Duration kPatience = absl::Minutes(2);

class GroupReceiptsTest : public testing::Test {
 protected:
  void SetUp() override {
    house_.GroupReceipts();
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    party_ = house_.ChannelAs("relying-party");
    const auto info = GetServiceInfo(house_.OpenChannel());
    ASSERT_THAT(info, IsOk());
    trust_ = TrustIn(house_, *info);
  }
  // Receipts of callers that came together.
  std::vector<v1::IssuedReceipt> ValidateTogether() {
    std::vector<absl::StatusOr<v1::IssuedReceipt>> answers(
        kCallers, absl::UnknownError(""));
    std::vector<std::thread> threads;
    for (auto& answer : answers) {
      threads.emplace_back([this, &answer] {
        answer = Validate(party_, DemoRequest(house_, "valid-rsa.txt"));
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    std::vector<v1::IssuedReceipt> receipts;
    for (auto& answer : answers) {
      EXPECT_THAT(answer, IsOk());
      if (answer.ok()) {
        receipts.push_back(*std::move(answer));
      }
    }
    return receipts;
  }
  // Receipts of one group, as soon as callers meet at the key.
  std::vector<v1::IssuedReceipt> AGroup() {
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      const std::vector<v1::IssuedReceipt> all = ValidateTogether();
      for (const v1::IssuedReceipt& receipt : all) {
        EXPECT_THAT(VerifyOffline(receipt, trust_).problems, IsEmpty());
      }
      const auto found = std::find_if(
          all.begin(), all.end(), [](const auto& r) { return r.has_group(); });
      if (found == all.end()) {
        continue;
      }
      std::vector<v1::IssuedReceipt> group;
      for (const v1::IssuedReceipt& receipt : all) {
        if (receipt.has_group() && receipt.dvc() == found->dvc()) {
          group.push_back(receipt);
        }
      }
      EXPECT_EQ(static_cast<int64_t>(group.size()), found->group().size());
      return group;
    }
    return {};
  }

  DemoHouse house_;
  ChannelRef party_;
  ReceiptTrust trust_;
};

TEST_F(GroupReceiptsTest, EachMemberVerifiesOfflineByTheServerAndLater) {
  const std::vector<v1::IssuedReceipt> group = AGroup();
  ASSERT_GE(group.size(), 2u);
  for (const v1::IssuedReceipt& receipt : group) {
    EXPECT_EQ(VerdictText(receipt), "TOTAL_PASSED");
    const auto online = VerifyByServer(house_.OpenChannel(), receipt);
    ASSERT_THAT(online, IsOk());
    EXPECT_TRUE(online->valid());
    EXPECT_TRUE(online->in_log());
    EXPECT_EQ(online->serial(), receipt.serial());
    const auto kept = GetReceipt(party_, receipt.id());
    ASSERT_THAT(kept, IsOk());
    EXPECT_EQ(kept->dvc(), receipt.dvc());
    EXPECT_THAT(VerifyOffline(*kept, trust_).problems, IsEmpty());
  }
  v1::IssuedReceipt swapped = group[0];
  *swapped.mutable_group() = group[1].group();
  const auto refused = VerifyByServer(house_.OpenChannel(), swapped);
  ASSERT_THAT(refused, IsOk());
  EXPECT_FALSE(refused->valid());
}

TEST_F(GroupReceiptsTest, KepilctlAndOpensslVerifyAMember) {
  const std::vector<v1::IssuedReceipt> group = AGroup();
  ASSERT_GE(group.size(), 2u);
  const std::string id = group[1].id();
  const auto run = [&](std::vector<std::string> arguments) {
    return house_.Kepilctl("relying-party", std::move(arguments));
  };
  ASSERT_EQ(run({"status", "--keys", house_.PathOf("published")}).exit_code, 0);
  ASSERT_EQ(
      run({"receipt", "get", id, "--out", house_.PathOf("kept")}).exit_code, 0);
  const std::string dvc = house_.PathOf(absl::StrCat("kept/", id, ".dvc"));
  const FinishedProgram verified =
      run({"receipt", "verify", dvc, "--trust", house_.PathOf("published")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("\"log_proof\":\"checked\""));
  EXPECT_THAT(verified.out, HasSubstr("\"group_size\":"));
  const FinishedProgram openssl =
      RunProgram({"openssl", "cms", "-verify", "-inform", "DER", "-purpose",
                  "any", "-CAfile", house_.PathOf("published/anchors.pem"),
                  "-in", dvc, "-out", house_.PathOf("response.der")},
                 house_.folder());
  EXPECT_EQ(openssl.exit_code, 0) << openssl.err;
  const FinishedProgram replayed = run({"replay", id});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr("\"identical\":true"));
  const FinishedProgram fsck = run({"log", "fsck"});
  EXPECT_EQ(fsck.exit_code, 0) << fsck.err;

  // The member of another receipt beside it.
  v1::GroupMember other;
  other.set_body(group[0].body());
  *other.mutable_path() = group[1].group();
  WriteWholeFile(house_.PathOf(absl::StrCat("kept/", id, ".member")),
                 other.SerializeAsString());
  const FinishedProgram refused =
      run({"receipt", "verify", dvc, "--trust", house_.PathOf("published")});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.out, HasSubstr("GROUP_PATH_INVALID"));
}

}  // namespace
}  // namespace kepil

#include "services/gateway/later_receipts.h"

#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_peer_work_list.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

struct Later {
  FakeClock clock;
  MemoryPeerWorkList list{3};
  char next = 'a';
  char chance = '\xff';
  LaterReceipts receipts{
      {clock, list,
       [this](int size) {
         return size == 1 ? std::string(1, chance)
                          : std::string(static_cast<size_t>(size), next++);
       }},
      {absl::Hours(2), absl::Seconds(30), absl::Minutes(10)}};
  absl::Status outcome = MakeError(absl::StatusCode::kUnavailable,
                                   v1::ERROR_REASON_PEER_DOWN, "silent");
  std::vector<PeerAttempt> attempts;

  absl::Status Step(int max = 10) {
    return receipts.Step(
        [this](const storage::v1::PeerWork&, PeerAttempt attempt) {
          attempts.push_back(attempt);
          return outcome;
        },
        max);
  }
  absl::Duration Wait() const {
    return absl::FromUnixSeconds(
               list.works.begin()->second.next_at().seconds()) -
           clock.Now();
  }
};

storage::v1::PeerWork Work(const std::string& caller = "") {
  storage::v1::PeerWork work;
  work.mutable_request()->set_signature("a signature");
  work.mutable_caller()->set_tls_sha256(caller);
  work.set_request_key("key");
  work.set_has_nonce(true);
  return work;
}

TEST(LaterReceiptsTest, KeepsWhatItPromises) {
  Later later;
  const auto work = later.receipts.Promise(Work("c"));
  ASSERT_TRUE(work.has_value());
  EXPECT_EQ(work->receipt_id(), std::string(16, 'a'));
  EXPECT_EQ(work->first_receipt_id(), std::string(16, 'b'));
  EXPECT_EQ(later.list.size(), 1);
  EXPECT_EQ(later.receipts.LaterOf(work->first_receipt_id()),
            work->receipt_id());
  EXPECT_EQ(later.receipts.LaterOf("other"), std::nullopt);
  EXPECT_EQ(later.receipts.FirstOf("c", "key"), work->first_receipt_id());
  EXPECT_EQ(later.receipts.FirstOf("d", "key"), std::nullopt);
  later.receipts.Withdraw(*work);
  EXPECT_EQ(later.list.size(), 0);
}

TEST(LaterReceiptsTest, PromisesNothingThatItCannotKeep) {
  Later later;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(later.receipts.Promise(Work()).has_value());
  }
  EXPECT_FALSE(later.receipts.Promise(Work()).has_value());
  const LaterReceipts poor(
      {later.clock, later.list, [](int) { return std::string(); }},
      LaterReceipts::Options());
  EXPECT_FALSE(poor.Promise(Work()).has_value());
}

TEST(LaterReceiptsTest, TriesWithPausesThatGrowUntilItIsAnswered) {
  Later later;
  ASSERT_TRUE(later.receipts.Promise(Work()).has_value());
  EXPECT_EQ(later.Wait(), absl::Seconds(30));
  EXPECT_THAT(later.Step(), IsOk());
  EXPECT_THAT(later.attempts, ElementsAre());  // Nothing is due.
  for (const int seconds : {60, 120, 240, 480, 600, 600}) {
    later.clock.Advance(later.Wait());
    EXPECT_THAT(later.Step(), IsOk());
    EXPECT_EQ(later.Wait(), absl::Seconds(seconds));
  }
  later.chance = '\0';
  later.clock.Advance(later.Wait());
  EXPECT_THAT(later.Step(), IsOk());
  EXPECT_EQ(later.Wait(), absl::Seconds(300));  // The sure half.
  later.outcome = absl::OkStatus();
  later.clock.Advance(later.Wait());
  EXPECT_THAT(later.Step(), IsOk());
  EXPECT_EQ(later.list.size(), 0);
  EXPECT_THAT(later.attempts, ::testing::Each(PeerAttempt::kMoreToCome));
}

TEST(LaterReceiptsTest, WhatNothingElseFindsStaysForAWhileWhenAnswered) {
  Later later;
  storage::v1::PeerWork work = Work("c");
  work.set_has_nonce(false);
  const auto promised = later.receipts.Promise(work);
  ASSERT_TRUE(promised.has_value());
  later.outcome = absl::OkStatus();
  later.clock.Advance(absl::Minutes(1));
  ASSERT_THAT(later.Step(), IsOk());
  EXPECT_EQ(later.attempts.size(), 1u);
  EXPECT_EQ(later.receipts.FirstOf("c", "key"), promised->first_receipt_id());
  later.clock.Advance(absl::Minutes(59));
  ASSERT_THAT(later.Step(), IsOk());
  EXPECT_EQ(later.list.size(), 1);
  later.clock.Advance(absl::Minutes(1));
  ASSERT_THAT(later.Step(), IsOk());
  EXPECT_EQ(later.list.size(), 0);
  EXPECT_EQ(later.attempts.size(), 1u);  // It was not tried again.
}

TEST(LaterReceiptsTest, GivesUpInTheEndWhateverTheLastAttemptComesTo) {
  Later later;
  ASSERT_TRUE(later.receipts.Promise(Work()).has_value());
  later.clock.Advance(absl::Hours(2));
  EXPECT_THAT(later.Step(), IsOk());
  EXPECT_THAT(later.attempts, ElementsAre(PeerAttempt::kLast));
  EXPECT_EQ(later.list.size(), 0);
}

TEST(LaterReceiptsTest, TakesSoManyAtOnce) {
  Later later;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(later.receipts.Promise(Work()).has_value());
  }
  later.clock.Advance(absl::Seconds(30));
  EXPECT_THAT(later.Step(2), IsOk());
  EXPECT_EQ(later.attempts.size(), 2u);
  EXPECT_THAT(later.Step(2), IsOk());
  EXPECT_EQ(later.attempts.size(), 3u);
}

}  // namespace
}  // namespace kepil

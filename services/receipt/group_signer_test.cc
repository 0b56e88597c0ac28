#include "services/receipt/group_signer.h"

#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_verifier.h"
#include "tests/support/memory_receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;

constexpr char kPolicy[] = "2.25.140473748375849794583919697175305664098.3.1";

// A key that signs when it is let.
class GatedSigner : public Signer {
 public:
  explicit GatedSigner(std::shared_ptr<const Signer> signer)
      : signer_(std::move(signer)) {}
  const std::string& spki() const override { return signer_->spki(); }
  const SignatureAlgorithm& algorithm() const override {
    return signer_->algorithm();
  }
  const std::string& algorithm_identifier() const override {
    return signer_->algorithm_identifier();
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    MutexLock lock(mutex_);
    ++begun_;
    changed_.NotifyAll();
    while (let_ == 0) {
      changed_.Wait(mutex_);
    }
    --let_;
    return refuses_ ? absl::StatusOr<std::string>(
                          MakeError(absl::StatusCode::kUnavailable,
                                    v1::ERROR_REASON_SIGNER_DOWN, "removed"))
                    : signer_->Sign(message);
  }
  void Let(int signatures) const {
    MutexLock lock(mutex_);
    let_ += signatures;
    changed_.NotifyAll();
  }
  void AwaitBegun(int signatures) const {
    MutexLock lock(mutex_);
    while (begun_ < signatures) {
      changed_.Wait(mutex_);
    }
  }
  int begun() const {
    MutexLock lock(mutex_);
    return begun_;
  }
  void Refuse() const {
    MutexLock lock(mutex_);
    refuses_ = true;
  }

 private:
  const std::shared_ptr<const Signer> signer_;
  mutable Mutex mutex_;
  mutable CondVar changed_;
  mutable int begun_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable int let_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable bool refuses_ ABSL_GUARDED_BY(mutex_) = false;
};

class GroupSignerTest : public testing::Test {
 protected:
  using Result = absl::StatusOr<ReceiptStore::GroupDvc>;

  GroupSignerTest() {
    authority_.identity.key.signer = key_;
    for (int64_t i = 0; i < 8; ++i) {
      records_.push_back(MakeTestReceiptRecord(i, TestReceiptTime()));
    }
    EXPECT_THAT(store_.Commit(records_), IsOk());
  }
  ~GroupSignerTest() override { Join(); }

  GroupSigner& Make(int max_size) {
    signer_ = std::make_unique<GroupSigner>(
        GroupSigner::Rooms{
            store_,
            [this](absl::Time time) -> absl::StatusOr<ReceiptIdentity> {
              const absl::Status usable =
                  CheckReceiptIdentity(authority_.identity, time);
              return usable.ok()
                         ? absl::StatusOr<ReceiptIdentity>(authority_.identity)
                         : usable;
            }},
        max_size);
    return *signer_;
  }
  // Asks for that record on a thread of its own.
  void Ask(int index, const std::string& policy = kPolicy) {
    threads_.emplace_back([this, index, policy] {
      results_[index] = signer_->Sign({records_[index], policy});
    });
  }
  // Until that many wait behind the one that is being signed.
  void AwaitWaiting(int count) {
    while (signer_->waiting() < count) {
      std::this_thread::yield();
    }
  }
  void Join() {
    for (std::thread& thread : threads_) {
      thread.join();
    }
    threads_.clear();
  }
  // One alone that keeps the key busy, and `members` behind it.
  void AskTogether(const std::vector<int>& members) {
    Ask(0);
    key_->AwaitBegun(1);
    for (const int member : members) {
      Ask(member);
    }
    AwaitWaiting(static_cast<int>(members.size()));
  }
  std::vector<ReceiptProblem> Verify(int index) const {
    v1::GroupMember member;
    member.set_body(records_[index].body);
    const ReceiptStore::GroupDvc& found = *results_[index].value();
    ReceiptVerifyInput input = {found.dvc, "", std::nullopt, std::nullopt};
    if (found.path.has_value()) {
      *member.mutable_path() = *found.path;
      input.member = &member;
    }
    return VerifyReceipt(input, {{authority_.anchor}, {}}).problems;
  }

  TestReceiptAuthority authority_ = MakeTestReceiptAuthority();
  std::shared_ptr<const GatedSigner> key_ =
      std::make_shared<const GatedSigner>(authority_.identity.key.signer);
  MemoryReceiptStore store_;
  std::vector<ReceiptRecord> records_;
  std::unique_ptr<GroupSigner> signer_;
  std::optional<Result> results_[8];
  std::vector<std::thread> threads_;
};

TEST_F(GroupSignerTest, AReceiptThatComesAloneHasADvcOfItsOwn) {
  Make(kMaxGroupSize);
  key_->Let(1);
  Ask(3);
  Join();
  ASSERT_THAT(*results_[3], IsOk());
  EXPECT_FALSE(results_[3]->value().path.has_value());
  EXPECT_THAT(Verify(3), IsEmpty());
  EXPECT_THAT(store_.GetDvc(3), IsOkAndHolds(results_[3]->value().dvc));
}

TEST_F(GroupSignerTest, WhatCameWhileTheKeyWasBusyGoesTogether) {
  Make(kMaxGroupSize);
  AskTogether({5, 2, 7});
  key_->Let(2);
  Join();
  EXPECT_EQ(key_->begun(), 2);
  ASSERT_THAT(*results_[0], IsOk());
  EXPECT_FALSE(results_[0]->value().path.has_value());
  std::string dvc;
  int64_t place = 0;
  for (const int index : {2, 5, 7}) {  // In the order of their serials.
    ASSERT_THAT(*results_[index], IsOk());
    const ReceiptStore::GroupDvc& found = results_[index]->value();
    ASSERT_TRUE(found.path.has_value());
    EXPECT_EQ(found.path->index(), place++);
    EXPECT_EQ(found.path->size(), 3);
    EXPECT_EQ(dvc.empty() ? found.dvc : dvc, found.dvc);
    dvc = found.dvc;
    EXPECT_THAT(Verify(index), IsEmpty());
    EXPECT_EQ(store_.GetGroupDvc(index)->dvc, dvc);
    EXPECT_EQ(store_.GetGroupDvc(index)->path->SerializeAsString(),
              found.path->SerializeAsString());
  }
}

TEST_F(GroupSignerTest, AGroupIsNoLargerThanItMayBe) {
  Make(2);
  AskTogether({1, 2, 3});
  key_->Let(3);
  Join();
  EXPECT_EQ(key_->begun(), 3);
  int alone = 0;
  for (const int index : {1, 2, 3}) {
    ASSERT_THAT(*results_[index], IsOk());
    const auto& path = results_[index]->value().path;
    alone += path.has_value() ? 0 : 1;
    EXPECT_TRUE(!path.has_value() || path->size() == 2);
    EXPECT_THAT(Verify(index), IsEmpty());
  }
  EXPECT_EQ(alone, 1);
}

TEST_F(GroupSignerTest, ReceiptsUnderTwoPoliciesDoNotGoTogether) {
  Make(kMaxGroupSize);
  Ask(0);
  key_->AwaitBegun(1);
  Ask(1);
  Ask(2);
  Ask(3, "1.2.3");
  Ask(4, "1.2.3");
  AwaitWaiting(4);
  key_->Let(3);
  Join();
  EXPECT_EQ(results_[1]->value().dvc, results_[2]->value().dvc);
  EXPECT_EQ(results_[3]->value().dvc, results_[4]->value().dvc);
  EXPECT_NE(results_[1]->value().dvc, results_[3]->value().dvc);
}

TEST_F(GroupSignerTest, EveryMemberHearsThatTheKeyIsDown) {
  Make(kMaxGroupSize);
  AskTogether({1, 2});
  key_->Refuse();
  key_->Let(2);
  Join();
  for (const int index : {0, 1, 2}) {
    EXPECT_THAT(*results_[index], HasReason(v1::ERROR_REASON_SIGNER_DOWN));
    EXPECT_EQ(store_.GetByIndex(index)->body, records_[index].body);
    EXPECT_THAT(store_.GetGroupDvc(index),
                HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  }
}

// A group that is not on disk is given to nobody.
TEST_F(GroupSignerTest, EveryMemberHearsThatTheGroupWasNotKept) {
  Make(kMaxGroupSize);
  AskTogether({1, 2});
  store_.FailWritesWith(MakeError(absl::StatusCode::kUnavailable,
                                  v1::ERROR_REASON_STORE_DOWN, "full"));
  key_->Let(2);
  Join();
  EXPECT_THAT(*results_[0], IsOk());  // Can be made again from its body.
  EXPECT_THAT(*results_[1], HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_THAT(*results_[2], HasReason(v1::ERROR_REASON_STORE_DOWN));
}

TEST_F(GroupSignerTest, NoUsableCertificateIsHeardAtOnce) {
  Make(kMaxGroupSize);
  const ReceiptRecord late =
      MakeTestReceiptRecord(8, TestReceiptTime() + absl::Hours(24 * 366));
  EXPECT_THAT(signer_->Sign({late, kPolicy}),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(key_->begun(), 0);
}

}  // namespace
}  // namespace kepil

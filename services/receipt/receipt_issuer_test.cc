#include "services/receipt/receipt_issuer.h"

#include <optional>
#include <thread>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvcs_receipt.h"
#include "services/receipt/receipt_verifier.h"
#include "services/receipt/tiled_receipt_log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/memory_receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "translog/sequencer.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;

constexpr char kOrigin[] = "example.com/receipts";

// A signer that refuses when it is told to.
class MoodySigner : public Signer {
 public:
  explicit MoodySigner(std::shared_ptr<const Signer> signer)
      : signer_(std::move(signer)) {}
  const std::string& spki() const override { return signer_->spki(); }
  const SignatureAlgorithm& algorithm() const override {
    return signer_->algorithm();
  }
  const std::string& algorithm_identifier() const override {
    return signer_->algorithm_identifier();
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    if (refuses) {
      return MakeError(absl::StatusCode::kUnavailable,
                       v1::ERROR_REASON_SIGNER_DOWN, "token removed");
    }
    return signer_->Sign(message);
  }

  bool refuses = false;

 private:
  const std::shared_ptr<const Signer> signer_;
};

struct House {
  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  std::shared_ptr<MoodySigner> signer =
      std::make_shared<MoodySigner>(authority.identity.key.signer);
  FakeClock clock;
  MemoryLogStorage tiles;
  MemoryReceiptStore store{&tiles};
  LogReader reader{tiles};
  std::unique_ptr<TiledReceiptLog> log;
  char next_random = 'a';
  int random_deficit = 0;
  std::unique_ptr<ReceiptIssuer> issuer;

  House() {
    authority.identity.key.signer = signer;
    auto opened = TiledReceiptLog::Open({clock, store, reader,
                                         [this](absl::Time now) {
                                           return CheckReceiptIdentity(
                                               authority.identity, now);
                                         }},
                                        TiledReceiptLog::Options());
    KEPIL_CHECK(opened.ok());
    log = *std::move(opened);
    issuer = std::make_unique<ReceiptIssuer>(ReceiptIssuer::Rooms{
        *log, store,
        [this](absl::Time time) -> absl::StatusOr<ReceiptIdentity> {
          KEPIL_RETURN_IF_ERROR(CheckReceiptIdentity(authority.identity, time));
          return authority.identity;
        },
        [this](int size) {
          return std::string(static_cast<size_t>(size - random_deficit),
                             next_random++);
        },
        kOrigin});
  }
  void Publish() {
    MemoryLogAnchor anchor;
    Sequencer sequencer(tiles, anchor, MakeTestNoteSigner(kOrigin),
                        Sequencer::Options());
    KEPIL_CHECK(sequencer.IntegrateOnce().ok());
    KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
  }
  ReceiptVerification Verify(const v1::IssuedReceipt& receipt) const {
    return VerifyReceipt(
        {receipt.dvc(), receipt.tlog_proof(), "content", "signature file"},
        {{authority.anchor}, {MakeTestNoteSigner(kOrigin).verifier().vkey()}});
  }
};

ReceiptIssuer::Draft DraftOf(
    v1::Indication indication = v1::INDICATION_TOTAL_PASSED) {
  ReceiptIssuer::Draft draft;
  draft.body = MakeTestReceiptDraft(indication);
  draft.manifest.mutable_control_time()->set_seconds(5);
  return draft;
}

TEST(ReceiptIssuerTest, IssuesAReceiptThatVerifies) {
  House house;
  const auto receipt = house.issuer->Issue(DraftOf());
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->id(), absl::BytesToHexString(std::string(16, 'a')));
  EXPECT_EQ(receipt->serial(), 1);
  EXPECT_EQ(receipt->tlog_proof(), "");
  const ReceiptVerification verification = house.Verify(*receipt);
  EXPECT_THAT(verification.problems, IsEmpty());
  ASSERT_TRUE(verification.body.has_value());
  EXPECT_EQ(verification.body_bytes, receipt->body());
  EXPECT_EQ(verification.body->salt(), std::string(32, 'b'));
  EXPECT_EQ(verification.body->serial(), 1);
  EXPECT_EQ(verification.body->issued_at().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()));
  EXPECT_EQ(verification.body->log_origin(), kOrigin);
  EXPECT_EQ(verification.body->evidence_sha256(),
            Sha256(DraftOf().manifest.SerializeAsString()).bytes());
}

// Law: RCP-07.
TEST(ReceiptIssuerTest, StoresBodyAndLeafBeforeItAnswers) {
  House house;
  const auto receipt = house.issuer->Issue(DraftOf());
  ASSERT_THAT(receipt, IsOk());
  const auto record = house.store.GetByIndex(0);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->body, receipt->body());
  v1::ReceiptBody body;
  ASSERT_TRUE(body.ParseFromString(record->body));
  EXPECT_EQ(record->leaf, ReceiptLeaf(body, record->body));
  EXPECT_EQ(record->manifest, DraftOf().manifest.SerializeAsString());
}

// The receipt is under the act of the day on which it is issued.
// Law: CAL-10.
TEST(ReceiptIssuerTest, ProceduralRegimeIsThatOfTheDayOfIssue) {
  for (const int day : {1, 2}) {  // The clock stands at 1 January 2026.
    v1::LegalCalendar calendar = TestCalendarMessage();
    *calendar.mutable_code_published() = TestDate(2025, 1, 10);
    *calendar.mutable_code_in_force() = TestDate(2026, 1, day);
    House house;
    ReceiptIssuer::Draft draft = DraftOf();
    draft.calendar = CompileTestCalendar(calendar);
    const auto receipt = house.issuer->Issue(draft);
    ASSERT_THAT(receipt, IsOk());
    const ReceiptVerification verification = house.Verify(*receipt);
    EXPECT_THAT(verification.problems, IsEmpty());
    EXPECT_EQ(verification.body->procedural_regime(),
              day == 1 ? v1::LEGAL_REGIME_CODE : v1::LEGAL_REGIME_LAW370);
  }
}

TEST(ReceiptIssuerTest, FailedSignatureLeavesARecordThatIsSignedLater) {
  House house;
  house.signer->refuses = true;
  EXPECT_THAT(house.issuer->Issue(DraftOf()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(house.store.ReadHead()->next_index, 1);
  EXPECT_THAT(house.issuer->GetByIndex(0),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  house.signer->refuses = false;
  house.clock.Advance(absl::Hours(1));
  const auto receipt = house.issuer->GetByIndex(0);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_THAT(house.Verify(*receipt).problems, IsEmpty());
  EXPECT_EQ(house.store.GetDvc(0).value(), receipt->dvc());
}

TEST(ReceiptIssuerTest, SignsTheSameOctetsAgain) {
  House house;
  const auto first = house.issuer->Issue(DraftOf());
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(house.issuer->Get(std::string(16, 'a'))->dvc(), first->dvc());
  house.store.RemoveDvc(0);
  house.clock.Advance(absl::Hours(1));
  const auto again = house.issuer->Get(std::string(16, 'a'));
  ASSERT_THAT(again, IsOk());
  const std::string response = *DvcsResponseOf(first->body());
  EXPECT_NE(first->dvc().find(response), std::string::npos);
  EXPECT_NE(again->dvc().find(response), std::string::npos);
}

TEST(ReceiptIssuerTest, CertificateOfALaterTimeDoesNotSignAnOldRecord) {
  House house;
  house.signer->refuses = true;
  EXPECT_THAT(house.issuer->Issue(DraftOf()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  TestReceiptCertificateSpec spec;
  spec.not_before = TestReceiptTime() + absl::Seconds(1);
  house.authority.identity = MakeTestReceiptAuthority(spec).identity;
  EXPECT_THAT(house.issuer->GetByIndex(0),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

TEST(ReceiptIssuerTest, NoUsableCertificateNoPosition) {
  House house;
  house.clock.Set(house.authority.identity.certificate->not_after() +
                  absl::Seconds(1));
  EXPECT_THAT(house.issuer->Issue(DraftOf()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(house.store.ReadHead()->next_index, 0);
}

TEST(ReceiptIssuerTest, NoRandomOctetsNoPosition) {
  House house;
  house.random_deficit = 1;
  EXPECT_THAT(house.issuer->Issue(DraftOf()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(house.store.ReadHead()->next_index, 0);
}

TEST(ReceiptIssuerTest, RepeatedRequestGetsTheFirstReceipt) {
  House house;
  ReceiptIssuer::Draft draft = DraftOf();
  draft.idempotency = IdempotencyRow{std::string(32, 'p'), std::string(32, 'k'),
                                     Sha256("request")};
  const auto first = house.issuer->Issue(draft);
  ASSERT_THAT(first, IsOk());
  const auto again = house.issuer->Issue(draft);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id(), first->id());
  EXPECT_EQ(again->dvc(), first->dvc());
  draft.idempotency->request = Sha256("another");
  EXPECT_THAT(house.issuer->Issue(draft),
              HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
}

TEST(ReceiptIssuerTest, HandsOutTheProofOncePublished) {
  House house;
  ASSERT_THAT(house.issuer->Issue(DraftOf()), IsOk());
  ASSERT_THAT(house.issuer->Issue(DraftOf()), IsOk());
  house.Publish();
  const auto receipt = house.issuer->GetByIndex(1);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_NE(receipt->checkpoint(), "");
  const ReceiptVerification verification = house.Verify(*receipt);
  EXPECT_TRUE(verification.proof_checked);
  EXPECT_THAT(verification.problems, IsEmpty());
}

TEST(ReceiptIssuerTest, UnknownReceiptIsNotFound) {
  House house;
  EXPECT_THAT(house.issuer->Get(std::string(16, 'z')),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_THAT(house.issuer->GetByIndex(0),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

// A key that is busy until it is let, so that a group forms behind it.
class GroupedIssuerTest : public testing::Test {
 protected:
  GroupedIssuerTest() {
    groups_ = std::make_shared<GroupSigner>(
        GroupSigner::Rooms{
            house_.store,
            [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
              return house_.authority.identity;
            }},
        kMaxGroupSize);
    issuer_ = std::make_unique<ReceiptIssuer>(ReceiptIssuer::Rooms{
        *house_.log, house_.store,
        [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
          return house_.authority.identity;
        },
        [this](int size) {
          MutexLock lock(mutex_);
          return std::string(static_cast<size_t>(size), next_++);
        },
        kOrigin, groups_});
  }
  using Issued = absl::StatusOr<v1::IssuedReceipt>;
  // Issues `drafts` while the key is held by another receipt.
  std::vector<Issued> IssueBehind(std::vector<ReceiptIssuer::Draft> drafts) {
    const std::shared_ptr<HeldSigner> held =
        std::make_shared<HeldSigner>(house_.authority.identity.key.signer);
    house_.authority.identity.key.signer = held;
    std::vector<Issued> issued(drafts.size() + 1, absl::UnknownError(""));
    std::vector<std::thread> threads;
    const auto issue = [&](size_t at, ReceiptIssuer::Draft draft) {
      threads.emplace_back(
          [this, &issued, at, draft] { issued[at] = issuer_->Issue(draft); });
    };
    ReceiptIssuer::Draft first = DraftOf();
    first.may_group = true;
    issue(0, first);
    held->AwaitBegun();
    for (size_t i = 0; i < drafts.size(); ++i) {
      issue(i + 1, drafts[i]);
    }
    while (groups_->waiting() < static_cast<int>(drafts.size())) {
      std::this_thread::yield();
    }
    held->Release();
    for (std::thread& thread : threads) {
      thread.join();
    }
    issued.erase(issued.begin());
    return issued;
  }
  ReceiptVerification Verify(const v1::IssuedReceipt& receipt) const {
    v1::GroupMember member;
    member.set_body(receipt.body());
    *member.mutable_path() = receipt.group();
    ReceiptVerifyInput input = {receipt.dvc(), receipt.tlog_proof(), "content",
                                "signature file"};
    input.member = receipt.has_group() ? &member : nullptr;
    return VerifyReceipt(input,
                         {{house_.authority.anchor},
                          {MakeTestNoteSigner(kOrigin).verifier().vkey()}});
  }

  class HeldSigner : public MoodySigner {
   public:
    using MoodySigner::MoodySigner;
    absl::StatusOr<std::string> Sign(absl::string_view message) const override {
      {
        MutexLock lock(mutex_);
        begun_ = true;
        changed_.NotifyAll();
        while (!is_free_) {
          changed_.Wait(mutex_);
        }
      }
      return MoodySigner::Sign(message);
    }
    void AwaitBegun() const {
      MutexLock lock(mutex_);
      while (!begun_) {
        changed_.Wait(mutex_);
      }
    }
    void Release() {
      MutexLock lock(mutex_);
      is_free_ = true;
      changed_.NotifyAll();
    }

   private:
    mutable Mutex mutex_;
    mutable CondVar changed_;
    mutable bool begun_ ABSL_GUARDED_BY(mutex_) = false;
    bool is_free_ ABSL_GUARDED_BY(mutex_) = false;
  };

  House house_;
  std::shared_ptr<GroupSigner> groups_;
  Mutex mutex_;
  char next_ ABSL_GUARDED_BY(mutex_) = 'a';
  std::unique_ptr<ReceiptIssuer> issuer_;
};

TEST_F(GroupedIssuerTest, EachCallerGetsTheDvcAndItsPath) {
  ReceiptIssuer::Draft draft = DraftOf();
  draft.may_group = true;
  const std::vector<Issued> issued = IssueBehind({draft, draft, draft});
  for (const Issued& receipt : issued) {
    ASSERT_THAT(receipt, IsOk());
    EXPECT_TRUE(receipt->has_group());
    EXPECT_EQ(receipt->dvc(), issued[0]->dvc());
    const ReceiptVerification verification = Verify(*receipt);
    EXPECT_THAT(verification.problems, IsEmpty());
    EXPECT_EQ(verification.body_bytes, receipt->body());
  }
  house_.Publish();
  const std::string id = absl::HexStringToBytes(issued[1]->id());
  const auto again = issuer_->Get(id);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->dvc(), issued[1]->dvc());
  EXPECT_EQ(again->group().SerializeAsString(),
            issued[1]->group().SerializeAsString());
  EXPECT_TRUE(Verify(*again).proof_checked);
  EXPECT_THAT(Verify(*again).problems, IsEmpty());
}

TEST_F(GroupedIssuerTest, ARepeatedRequestGetsTheSameGroup) {
  ReceiptIssuer::Draft draft = DraftOf();
  draft.may_group = true;
  ReceiptIssuer::Draft keyed = draft;
  keyed.idempotency = IdempotencyRow{std::string(32, 'p'), std::string(32, 'k'),
                                     Sha256("request")};
  const std::vector<Issued> issued = IssueBehind({keyed, draft});
  const auto again = issuer_->Issue(keyed);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id(), issued[0]->id());
  EXPECT_EQ(again->dvc(), issued[0]->dvc());
  EXPECT_TRUE(again->has_group());
}

// The records are durable; each is signed by itself when it is asked for.
TEST_F(GroupedIssuerTest, AKeyThatFailsLosesNoReceipt) {
  ReceiptIssuer::Draft draft = DraftOf();
  draft.may_group = true;
  house_.signer->refuses = true;
  for (const Issued& receipt : IssueBehind({draft, draft})) {
    EXPECT_THAT(receipt, HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  }
  house_.signer->refuses = false;
  EXPECT_EQ(house_.store.ReadHead()->next_index, 3);
  for (int64_t index = 0; index < 3; ++index) {
    const auto receipt = issuer_->GetByIndex(index);
    ASSERT_THAT(receipt, IsOk());
    EXPECT_FALSE(receipt->has_group());
    EXPECT_THAT(Verify(*receipt).problems, IsEmpty());
  }
}

TEST_F(GroupedIssuerTest, WithoutLeaveOrByRfc3029NothingIsGrouped) {
  ReceiptIssuer::Draft grouped = DraftOf();
  grouped.may_group = true;
  grouped.body.mutable_dvcs()->set_service(2);
  for (const ReceiptIssuer::Draft& draft : {DraftOf(), grouped}) {
    const auto receipt = issuer_->Issue(draft);
    ASSERT_THAT(receipt, IsOk());
    EXPECT_FALSE(receipt->has_group());
  }
  EXPECT_THAT(house_.store.GetGroupDvc(0),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
}

}  // namespace
}  // namespace kepil

#include "services/receipt/receipt_issuer.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "base/error.h"
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

}  // namespace
}  // namespace kepil

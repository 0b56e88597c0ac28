#include "services/evidence/evidence_archive.h"

#include "engine/pki/crl.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class EvidenceArchiveTest : public testing::Test {
 protected:
  EvidenceArchiveTest() {
    const auto crl = Crl::FromDer(fixture_.Crl(1, absl::Hours(1)));
    EXPECT_THAT(crl, IsOk());
    evidence_.certificates = {EvidenceFixture::Read(fixture_.signer)};
    evidence_.revocation = {
        {*crl, EvidenceOrigin::kQuery, fixture_.clock.Now()}};
  }

  EvidenceFixture fixture_;
  MemoryEvidenceStore& store_ = fixture_.store;
  EvidenceSet evidence_;
};

TEST_F(EvidenceArchiveTest, WritesEachObjectUnderItsDigest) {
  EvidenceArchive archive(store_, 10);
  ASSERT_THAT(archive.Write(evidence_), IsOk());
  EXPECT_THAT(store_.Read(Sha256(fixture_.signer.certificate)),
              IsOkAndHolds(fixture_.signer.certificate));
  const RevocationData& crl = *evidence_.revocation[0].data;
  EXPECT_THAT(store_.Read(crl.digest()), IsOkAndHolds(crl.der()));
}

TEST_F(EvidenceArchiveTest, WritesAnObjectOnce) {
  EvidenceArchive archive(store_, 10);
  ASSERT_THAT(archive.Write(evidence_), IsOk());
  ASSERT_THAT(archive.Write(evidence_), IsOk());
  EXPECT_EQ(store_.archive_calls(), 2);
}

TEST_F(EvidenceArchiveTest, WritesAgainWhatItHadToForget) {
  EvidenceArchive archive(store_, 1);
  ASSERT_THAT(archive.Write(evidence_), IsOk());
  ASSERT_THAT(archive.Write(evidence_), IsOk());
  EXPECT_EQ(store_.archive_calls(), 4);
}

TEST_F(EvidenceArchiveTest, AFailureIsReportedAndNotRemembered) {
  EvidenceArchive archive(store_, 10);
  store_.FailWith(absl::UnknownError("disk"));
  EXPECT_THAT(archive.Write(evidence_),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(archive.Write(evidence_), HasReason(v1::ERROR_REASON_STORE_DOWN));
  store_.FailWith(absl::OkStatus());
  EXPECT_THAT(archive.Write(evidence_), IsOk());
  EXPECT_EQ(store_.archive_calls(), 2);
}

}  // namespace
}  // namespace kepil

#include "engine/validation/status_at_best_time.h"

#include "engine/validation/timestamp_fixture.h"

namespace kepil {
namespace {

const absl::Time kThen = kTestNow - absl::Hours(100);

class StatusAtBestTimeTest : public TimestampFixture {
 protected:
  StatusAtBestTimeTest() { evidence_.revocation.clear(); }

  bool IsGood(absl::Time best_time = kThen) {
    octets_ = MakeTestCms(cms_);
    SignatureInput input;
    input.signature = octets_;
    PlainCertificateReader reader;
    const auto document = ParseSignatureDocument(input, reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    const TrustSnapshotRef trust = MakeTestTrust(services_);
    CertificatePath path;
    path.certificates = {ReadTestCertificate(cms_.signers[0].identity)};
    path.anchor = {ReadTestCertificate(root_), "ca"};
    const ValidationInput judged = {
        *document->signatures.at(0),    evidence_, *trust, *policy_, kTestNow,
        v1::SIGNATURE_CONTEXT_SIGNATURE};
    StatusAtBestTime status(judged, path, best_time);
    return status.IsGood(0);
  }
};

TEST_F(StatusAtBestTimeTest, WithoutAnAnswerNothingIsGood) {
  EXPECT_FALSE(IsGood());
}

TEST_F(StatusAtBestTimeTest, FreshThenOrFromLater) {
  Embed(root_, kThen - absl::Hours(24));
  EXPECT_FALSE(IsGood());
  Embed(root_, kThen - absl::Hours(23));
  EXPECT_TRUE(IsGood());
  EXPECT_TRUE(IsGood(kThen - absl::Hours(500)));
}

TEST_F(StatusAtBestTimeTest, OnlyAListOfBeforeTheExpiryTells) {
  SetSigner(MakeSigner(kTestNow - absl::Hours(2000), kThen));
  Embed(root_, kThen + absl::Hours(1));
  EXPECT_FALSE(IsGood(kThen - absl::Hours(1)));
  Embed(root_, kThen - absl::Hours(2));
  EXPECT_TRUE(IsGood(kThen - absl::Hours(1)));
}

TEST_F(StatusAtBestTimeTest, AHoldBeforeARevocationCounts) {
  TestRevoked held = TestRevocation(signer_, 6);
  held.revoked_at = kThen - absl::Hours(1);
  TestRevoked revoked = TestRevocation(signer_);
  revoked.revoked_at = kThen + absl::Hours(1);
  Embed(root_, kThen + absl::Hours(2), {revoked});
  EXPECT_TRUE(IsGood());
  Embed(root_, kThen, {held});
  EXPECT_FALSE(IsGood());
}

}  // namespace
}  // namespace kepil

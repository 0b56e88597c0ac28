#include "services/receipt/receipt_identity.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

bool MaySign(const TestReceiptCertificateSpec& spec) {
  return MaySignReceipts(*MakeTestReceiptAuthority(spec).identity.certificate);
}

TEST(ReceiptIdentityTest, AcceptsAUsablePair) {
  EXPECT_THAT(CheckReceiptIdentity(MakeTestReceiptAuthority().identity,
                                   TestReceiptTime()),
              IsOk());
}

TEST(ReceiptIdentityTest, RefusesAnotherKeyAndNoneAtAll) {
  ReceiptIdentity identity = MakeTestReceiptAuthority().identity;
  identity.key = MakeTestReceiptSigner(TestKey::Generate(TestKeyKind::kP256));
  EXPECT_THAT(CheckReceiptIdentity(identity, TestReceiptTime()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  identity.key.signer = nullptr;
  EXPECT_THAT(CheckReceiptIdentity(identity, TestReceiptTime()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

TEST(ReceiptIdentityTest, RefusesACertificateOutsideItsValidity) {
  const ReceiptIdentity identity = MakeTestReceiptAuthority().identity;
  const absl::Time end = identity.certificate->not_after();
  const absl::Time begin = identity.certificate->not_before();
  EXPECT_THAT(CheckReceiptIdentity(identity, begin), IsOk());
  EXPECT_THAT(CheckReceiptIdentity(identity, end), IsOk());
  for (const absl::Time time :
       {begin - absl::Seconds(1), end + absl::Seconds(1)}) {
    const absl::Status status = CheckReceiptIdentity(identity, time);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(status, HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  }
}

TEST(ReceiptIdentityTest, RefusesACertificateThatIsNotForReceipts) {
  TestReceiptCertificateSpec spec;
  spec.extended_key_usage = "critical,codeSigning";
  EXPECT_THAT(CheckReceiptIdentity(MakeTestReceiptAuthority(spec).identity,
                                   TestReceiptTime()),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

// Law: RCP-01.
TEST(ReceiptIdentityTest, ReceiptsNeedTheCriticalDvcsPurposeAlone) {
  TestReceiptCertificateSpec spec;
  EXPECT_TRUE(MaySign(spec));
  spec.extended_key_usage = "1.3.6.1.5.5.7.3.10";
  EXPECT_FALSE(MaySign(spec));
  spec.extended_key_usage = "critical,1.3.6.1.5.5.7.3.10,codeSigning";
  EXPECT_FALSE(MaySign(spec));
  spec.extended_key_usage = "critical,timeStamping";
  EXPECT_FALSE(MaySign(spec));
}

TEST(ReceiptIdentityTest, ReceiptsNeedASigningUsage) {
  TestReceiptCertificateSpec spec;
  spec.key_usage = "critical,nonRepudiation";
  EXPECT_TRUE(MaySign(spec));
  spec.key_usage = "critical,keyAgreement";
  EXPECT_FALSE(MaySign(spec));
}

}  // namespace
}  // namespace kepil

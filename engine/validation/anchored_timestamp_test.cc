#include "engine/validation/anchored_timestamp.h"

#include "gtest/gtest.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr char kNote[] = "a checkpoint\n";

class AnchoredTimestampTest : public testing::Test {
 protected:
  static TestIdentity Make(const std::string& subject,
                           std::vector<TestExtension> extensions,
                           const TestIdentity* issuer) {
    TestCertificateSpec spec;
    spec.subject = subject;
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = TestReceiptTime() - absl::Hours(24);
    spec.not_after = TestReceiptTime() + absl::Hours(24);
    spec.extensions = std::move(extensions);
    return issuer == nullptr ? SelfSignTestCertificate(spec)
                             : IssueTestCertificate(spec, *issuer);
  }
  static TestTimestampSpec Spec() {
    TestTimestampSpec spec;
    spec.stamped = kNote;
    spec.gen_time = TestReceiptTime();
    return spec;
  }
  absl::StatusOr<AnchoredTimestamp> Check(const TestTimestampSpec& spec,
                                          const TestIdentity& tsa) {
    const std::string token = MakeTestTimestamp(spec, tsa);
    return CheckAnchoredTimestamp(
        {token, kNote, {ReadTestCertificate(root_.certificate)}});
  }

  const TestIdentity root_ =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity tsa_ = Make("C=XA,CN=TSA", TestTsaExtensions(), &root_);
};

TEST_F(AnchoredTimestampTest, GivesTimeAndNonceOfAGoodToken) {
  TestTimestampSpec spec = Spec();
  spec.nonce_hex = "0102";
  const auto checked = Check(spec, tsa_);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->time, TestReceiptTime());
  EXPECT_EQ(checked->nonce, std::string("\x01\x02"));
  EXPECT_EQ(checked->signer->der(), tsa_.certificate);
}

TEST_F(AnchoredTimestampTest, RefusesWhatIsNoTokenOrOverOtherOctets) {
  const auto invalid = HasReason(v1::ERROR_REASON_TIMESTAMP_INVALID);
  EXPECT_THAT(CheckAnchoredTimestamp(
                  {"junk", kNote, {ReadTestCertificate(root_.certificate)}})
                  .status(),
              invalid);
  TestTimestampSpec spec = Spec();
  spec.stamped = "another checkpoint\n";
  EXPECT_THAT(Check(spec, tsa_).status(), invalid);
  spec = Spec();
  spec.hash = "sha1";
  EXPECT_THAT(Check(spec, tsa_).status(), invalid);
  spec = Spec();
  spec.message_digest = std::string(32, 'x');
  EXPECT_THAT(Check(spec, tsa_).status(), invalid);
  spec = Spec();
  spec.critical_extension = true;
  EXPECT_THAT(Check(spec, tsa_).status(), invalid);
  spec = Spec();
  spec.ess = TestEss::kNone;
  EXPECT_THAT(Check(spec, tsa_).status(), invalid);
}

TEST_F(AnchoredTimestampTest, RefusesSignersThatMayNotStampOrAreUnknown) {
  const auto invalid = HasReason(v1::ERROR_REASON_TIMESTAMP_INVALID);
  const TestIdentity signer =
      Make("C=XA,CN=Signer", TestSignerExtensions(), &root_);
  EXPECT_THAT(Check(Spec(), signer).status(), invalid);
  const TestIdentity other_root =
      Make("C=XA,CN=TSA Root", TestCaExtensions(), nullptr);
  const TestIdentity other =
      Make("C=XA,CN=TSA", TestTsaExtensions(), &other_root);
  EXPECT_THAT(Check(Spec(), other).status(), invalid);
}

TEST_F(AnchoredTimestampTest, ThePathMustHoldAtTheTimeOfTheToken) {
  TestTimestampSpec spec = Spec();
  spec.gen_time = TestReceiptTime() + absl::Hours(24);
  EXPECT_THAT(Check(spec, tsa_), IsOk());
  spec.gen_time += absl::Seconds(1);
  EXPECT_THAT(Check(spec, tsa_).status(),
              HasReason(v1::ERROR_REASON_TIMESTAMP_INVALID));
}

}  // namespace
}  // namespace kepil

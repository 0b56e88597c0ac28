// Defects that were read in other validation services: one test each shows that
// this engine has none of them.

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/validation/test_pki.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/conformance/negative_house.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

using ::testing::Contains;

class CompetitorDefectsTest : public testing::Test {
 protected:
  std::string GoodCms() const { return SignInHouse(SignerOf(house_)); }
  // Someone with a CA of his own that calls itself like the registered one.
  static TestIdentity MakeImpostor() { return MakeTestRoot("C=XA,CN=Root"); }

  NegativeHouse house_ =
      MakeNegativeHouse(TestKey::Generate(TestKeyKind::kP256));
};

TEST_F(CompetitorDefectsTest, GoodSignaturePasses) {
  EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_TOTAL_PASSED);
}

TEST_F(CompetitorDefectsTest, ZeroSignersAreNeverValid) {
  TestCmsSpec spec;
  spec.content = kNegativeContent;
  spec.certificates = {house_.signer.certificate};
  SignatureInput input;
  const std::string cms = MakeTestCms(spec);
  input.signature = cms;
  input.content = kNegativeContent;
  PlainCertificateReader reader;
  EXPECT_THAT(ParseSignatureDocument(input, reader, ParseLimits()),
              HasReason(v1::ERROR_REASON_NO_SIGNATURE));
}

TEST_F(CompetitorDefectsTest, SignerWithoutItsCertificateIsNotValid) {
  const TestIdentity other = MakeTestSigner(house_.root, "44");
  for (const std::vector<std::string>& certificates :
       {std::vector<std::string>{other.certificate},
        std::vector<std::string>{house_.root.certificate},
        std::vector<std::string>{}}) {
    TestCmsSpec spec;
    spec.content = kNegativeContent;
    spec.signers = {SignerOf(house_)};
    spec.certificates = certificates;
    spec.embed_signers = false;
    const Conclusion conclusion = JudgeInHouse(house_, MakeTestCms(spec));
    EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
    EXPECT_EQ(conclusion.sub_indication,
              v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
    EXPECT_EQ(conclusion.signing_certificate, nullptr);
  }
}

// A certificate of the same issuer and serial, but another key and content.
TEST_F(CompetitorDefectsTest, NamesakeOfTheSignerIsNotTakenForIt) {
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Namesake", TestSignerExtensions());
  spec.serial_hex = "31";
  const TestIdentity namesake =
      IssueTestCertificate(spec, MakeTestRoot("C=XA,CN=Root"));
  TestCmsSpec cms;
  cms.content = kNegativeContent;
  cms.signers = {SignerOf(house_)};
  cms.certificates = {namesake.certificate};
  EXPECT_NE(JudgeInHouse(house_, MakeTestCms(cms)).indication,
            v1::INDICATION_TOTAL_PASSED);
}

TEST_F(CompetitorDefectsTest, CrlSignatureIsChecked) {
  house_.revocation = {CrlEvidence(TestCrlNow(), MakeImpostor())};
  const Conclusion conclusion = JudgeInHouse(house_, GoodCms());
  EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
  EXPECT_THAT(conclusion.Reasons(),
              Contains(v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID));
}

TEST_F(CompetitorDefectsTest, CrlWithOneBitChangedIsNotBelieved) {
  std::string der = MakeTestCrl(TestCrlNow(), house_.root);
  der.back() = static_cast<char>(der.back() ^ 1);
  auto crl = Crl::FromDer(std::move(der));
  ASSERT_THAT(crl, IsOk());
  house_.revocation = {{*crl, EvidenceOrigin::kQuery, kTestNow}};
  EXPECT_NE(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_TOTAL_PASSED);
}

TEST_F(CompetitorDefectsTest, OcspAnswerOfTheIssuerPasses) {
  house_.revocation = {OcspEvidence(
      TestOcspNow(house_.root, house_.signer, TestOcspStatus::kGood),
      house_.root)};
  EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_TOTAL_PASSED);
}

TEST_F(CompetitorDefectsTest, OcspSignatureIsChecked) {
  house_.revocation = {OcspEvidence(
      TestOcspNow(house_.root, house_.signer, TestOcspStatus::kGood),
      MakeImpostor())};
  EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_INDETERMINATE);
}

TEST_F(CompetitorDefectsTest, OcspResponderWithoutRightIsNotBelieved) {
  // Issued by the CA, but for signing documents.
  const TestIdentity responder = MakeTestSigner(house_.root, "45");
  TestOcspSpec spec =
      TestOcspNow(house_.root, house_.signer, TestOcspStatus::kGood);
  spec.certificates = {responder.certificate};
  house_.revocation = {OcspEvidence(spec, responder)};
  EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_INDETERMINATE);
}

TEST_F(CompetitorDefectsTest, OcspCertIdIsChecked) {
  const TestIdentity other = MakeTestSigner(house_.root, "46");
  const TestIdentity other_root = MakeTestRoot("C=XB,CN=Other root");
  for (const TestOcspSpec& spec :
       {TestOcspNow(house_.root, other, TestOcspStatus::kGood),
        TestOcspNow(other_root, house_.signer, TestOcspStatus::kGood)}) {
    house_.revocation = {OcspEvidence(spec, house_.root)};
    EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
              v1::INDICATION_INDETERMINATE);
  }
}

TEST_F(CompetitorDefectsTest, NoRevocationAnswerIsNoGoodAnswer) {
  house_.revocation.clear();
  const Conclusion conclusion = JudgeInHouse(house_, GoodCms());
  EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_TRY_LATER);
}

// A registered TSA and a signature with a time-stamp of it.
class CompetitorTimestampTest : public CompetitorDefectsTest {
 protected:
  CompetitorTimestampTest() {
    const TestIdentity root = MakeTestRoot("C=XA,CN=TSA root");
    TestCertificateSpec spec = TestSpec("C=XA,CN=TSA", TestTsaExtensions());
    spec.serial_hex = "51";
    tsa_ = IssueTestCertificate(spec, root);
    TestService ca = {"xa", house_.root};
    TestService tsa = {"xa-tsa", root};
    tsa.type = v1::SERVICE_TYPE_TSA;
    house_.trust = MakeTestTrust({ca, tsa});
    house_.revocation.push_back(CrlEvidence(TestCrlNow(), root));
    stamp_.gen_time = kTestNow - absl::Hours(2);
  }
  TestIdentity tsa_;
  TestTimestampSpec stamp_;
};

TEST_F(CompetitorTimestampTest, TimestampOverTheValueProvesItsTime) {
  TestCmsSigner signer = SignerOf(house_);
  AddSignatureTimestamp(stamp_, tsa_, signer);
  const Conclusion conclusion = JudgeInHouse(house_, SignInHouse(signer));
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(conclusion.best_time_proof, v1::TIME_PROOF_SIGNATURE_TIMESTAMP);
  EXPECT_EQ(conclusion.best_signature_time, stamp_.gen_time);
}

TEST_F(CompetitorTimestampTest, TimestampImprintIsCompared) {
  TestCmsSigner signer = SignerOf(house_);
  stamp_.stamped = "another signature value";
  signer.more_unsigned = {
      SignatureTimestampAttribute({MakeTestTimestamp(stamp_, tsa_)})};
  const Conclusion conclusion = JudgeInHouse(house_, SignInHouse(signer));
  EXPECT_EQ(conclusion.best_time_proof, v1::TIME_PROOF_CONTROL_TIME);
  EXPECT_EQ(conclusion.best_signature_time, kTestNow);
}

// Nor is one that some self-made TSA signed.
TEST_F(CompetitorTimestampTest, TimestampOfAnUnknownTsaProvesNothing) {
  TestCmsSigner signer = SignerOf(house_);
  AddSignatureTimestamp(
      stamp_,
      SelfSignTestCertificate(TestSpec("C=XA,CN=TSA", TestTsaExtensions())),
      signer);
  const Conclusion conclusion = JudgeInHouse(house_, SignInHouse(signer));
  EXPECT_EQ(conclusion.best_time_proof, v1::TIME_PROOF_CONTROL_TIME);
}

// A signer that is down, as a pulled out token.
class DeadSigner : public Signer {
 public:
  explicit DeadSigner(std::shared_ptr<const Signer> signer)
      : signer_(std::move(signer)) {}
  const std::string& spki() const override { return signer_->spki(); }
  const SignatureAlgorithm& algorithm() const override {
    return signer_->algorithm();
  }
  const std::string& algorithm_identifier() const override {
    return signer_->algorithm_identifier();
  }
  absl::StatusOr<std::string> Sign(absl::string_view) const override {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_SIGNER_DOWN, "token removed");
  }

 private:
  const std::shared_ptr<const Signer> signer_;
};

TEST_F(CompetitorDefectsTest, NothingUnsignedIsHandedOutIfSigningFails) {
  TestReceiptAuthority authority = MakeTestReceiptAuthority();
  const std::string body = MakeTestReceiptRecord(0, TestReceiptTime()).body;
  ASSERT_THAT(SignDvc(body, authority.identity), IsOk());
  authority.identity.key.signer =
      std::make_shared<DeadSigner>(authority.identity.key.signer);
  EXPECT_THAT(SignDvc(body, authority.identity),
              HasReason(v1::ERROR_REASON_SIGNER_DOWN));
}

TEST_F(CompetitorDefectsTest, NothingIsTrustedByDefault) {
  house_.trust = MakeTestTrust({});
  TestCmsSpec spec;
  spec.content = kNegativeContent;
  spec.signers = {SignerOf(house_)};
  // The root stands in the signature: that makes nobody trust it.
  spec.certificates = {house_.signer.certificate, house_.root.certificate};
  const Conclusion conclusion = JudgeInHouse(house_, MakeTestCms(spec));
  EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(conclusion.sub_indication,
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND);
}

TEST_F(CompetitorDefectsTest, SelfSignedSignerIsNotTrusted) {
  house_.signer = SelfSignTestCertificate(
      TestSpec("C=XA,CN=Signer", TestSignerExtensions()));
  EXPECT_EQ(JudgeInHouse(house_, GoodCms()).indication,
            v1::INDICATION_INDETERMINATE);
}

}  // namespace
}  // namespace kepil

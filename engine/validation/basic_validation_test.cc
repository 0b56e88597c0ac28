#include "engine/validation/basic_validation.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

// A signature for which several blocks may fail at once.
class BasicValidationTest : public testing::Test {
 protected:
  BasicValidationTest() {
    const CertificateRef certificate = ReadTestCertificate(signer_);
    signature_.signer_.issuer = certificate->issuer();
    signature_.signer_.serial = std::string(certificate->serial());
    signature_.embedded_ = {certificate};
    signature_.message_ = "signed attributes";
    signature_.algorithm_identifier_ =
        TestSignatureAlgorithm(signer_.key, TestSigning());
    signature_.value_ =
        TestSign(signer_.key, TestSigning(), signature_.message_);
    evidence_.revocation = {CrlEvidence(TestCrlNow(), root_)};
  }
  void Revoke() {
    evidence_.revocation = {
        CrlEvidence(TestCrlNow({TestRevocation(signer_)}), root_)};
  }
  BasicValidationResult Validate() {
    return RunBasicValidation(
        {signature_, evidence_, *trust_, *policy_, kTestNow});
  }
  v1::SubIndication SubIndication() { return Validate().block.sub_indication; }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity signer_ = MakeTestSigner(root_);
  const TrustSnapshotRef trust_ = MakeTestTrust({{"xa", root_}});
  const ValidationPolicyRef policy_ = MakeTestPolicy();
  FakeSignature signature_;
  EvidenceSet evidence_;
};

TEST_F(BasicValidationTest, PassesIfEveryBlockPasses) {
  const BasicValidationResult result = Validate();
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  EXPECT_EQ(result.block.sub_indication, v1::SUB_INDICATION_NONE);
  ASSERT_NE(result.signing_certificate, nullptr);
  EXPECT_TRUE(result.path.has_value());
}

TEST_F(BasicValidationTest, PrecedenceIsThatOfTheStandard) {
  signature_.attributes_.signing_time = kTestNow + absl::Hours(1);
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE);
  Revoke();
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_REVOKED_NO_POE);
  signature_.value_[8] ^= 1;
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
  signature_.data_[0].outcome = SignedDataObject::Outcome::kMismatched;
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_HASH_FAILURE);
  signature_.attributes_.signature_policy = "\x2a\x03";
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE);
  signature_.attributes_.has_signing_certificate_v2 = true;
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
  signature_.deviations_ = {FormatDeviation::kDuplicateAttribute};
  EXPECT_EQ(SubIndication(), v1::SUB_INDICATION_FORMAT_FAILURE);

  // And nothing of it hid the rest.
  Conclusion conclusion;
  conclusion.findings = Validate().block.findings;
  EXPECT_THAT(conclusion.Reasons(),
              testing::ElementsAre(v1::FINDING_REASON_DUPLICATE_ATTRIBUTE,
                                   v1::FINDING_REASON_REFERENCE_MISMATCH,
                                   v1::FINDING_REASON_POLICY_UNKNOWN,
                                   v1::FINDING_REASON_CERTIFICATE_REVOKED,
                                   v1::FINDING_REASON_DIGEST_MISMATCH,
                                   v1::FINDING_REASON_VALUE_MISMATCH,
                                   v1::FINDING_REASON_FUTURE_CLAIMED_TIME));
}

TEST_F(BasicValidationTest, WithoutACertificateTheDataAreStillChecked) {
  signature_.embedded_.clear();
  signature_.data_[0].outcome = SignedDataObject::Outcome::kMismatched;
  const BasicValidationResult result = Validate();
  EXPECT_EQ(result.block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND);
  EXPECT_EQ(result.signing_certificate, nullptr);
  Conclusion conclusion;
  conclusion.findings = result.block.findings;
  EXPECT_THAT(conclusion.Reasons(),
              testing::ElementsAre(v1::FINDING_REASON_CERTIFICATE_ABSENT,
                                   v1::FINDING_REASON_DIGEST_MISMATCH));
}

TEST_F(BasicValidationTest, MismatchedReferenceLeavesNoSigningCertificate) {
  signature_.attributes_.has_signing_certificate_v2 = true;
  const BasicValidationResult result = Validate();
  EXPECT_EQ(result.signing_certificate, nullptr);
  EXPECT_FALSE(result.path.has_value());
}

// Law: VER-02.
TEST_F(BasicValidationTest, EveryBlockLeavesFindings) {
  std::vector<v1::BuildingBlock> blocks;
  for (const Finding& finding : Validate().block.findings) {
    if (blocks.empty() || blocks.back() != finding.block) {
      blocks.push_back(finding.block);
    }
  }
  EXPECT_THAT(blocks, testing::ElementsAre(
                          v1::BUILDING_BLOCK_FORMAT_CHECKING,
                          v1::BUILDING_BLOCK_SIGNING_CERTIFICATE,
                          v1::BUILDING_BLOCK_VALIDATION_CONTEXT,
                          v1::BUILDING_BLOCK_X509_VALIDATION,
                          v1::BUILDING_BLOCK_REVOCATION_FRESHNESS,
                          v1::BUILDING_BLOCK_X509_VALIDATION,
                          v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION,
                          v1::BUILDING_BLOCK_SIGNATURE_ACCEPTANCE));
}

}  // namespace
}  // namespace kepil

#include "engine/validation/cryptographic_verification.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

using DataOutcome = SignedDataObject::Outcome;

class CryptographicVerificationTest : public testing::Test {
 protected:
  CryptographicVerificationTest() {
    signature_.message_ = "signed attributes";
    signature_.algorithm_identifier_ =
        TestSignatureAlgorithm(key_, TestSigning());
    signature_.value_ = TestSign(key_, TestSigning(), signature_.message_);
  }
  BlockResult Check() {
    return RunCryptographicVerification(
        {signature_, PublicKey::FromSpki(key_.Spki()), *policy_});
  }
  static std::vector<v1::FindingReason> Reasons(const BlockResult& block) {
    std::vector<v1::FindingReason> reasons;
    for (const Finding& finding : block.findings) {
      if (finding.outcome == v1::CHECK_OUTCOME_FAILED) {
        reasons.push_back(finding.reason);
      }
    }
    return reasons;
  }

  const TestKey key_ = TestKey::Generate(TestKeyKind::kRsa2048);
  const ValidationPolicyRef policy_ = MakeTestPolicy();
  FakeSignature signature_;
};

TEST_F(CryptographicVerificationTest, PassesIfDataAndValueAreRight) {
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kPassed);
  EXPECT_EQ(block.findings.size(), 3u);
}

TEST_F(CryptographicVerificationTest, WrongValueIsSigCryptoFailure) {
  signature_.value_[10] ^= 1;
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kFailed);
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
  EXPECT_THAT(Reasons(block),
              testing::ElementsAre(v1::FINDING_REASON_VALUE_MISMATCH));
}

TEST_F(CryptographicVerificationTest, WrongDigestComesBeforeWrongValue) {
  signature_.data_[0].outcome = DataOutcome::kMismatched;
  EXPECT_EQ(Check().sub_indication, v1::SUB_INDICATION_HASH_FAILURE);
  signature_.value_[10] ^= 1;
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kFailed);
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_HASH_FAILURE);
  EXPECT_THAT(Reasons(block),
              testing::ElementsAre(v1::FINDING_REASON_DIGEST_MISMATCH,
                                   v1::FINDING_REASON_VALUE_MISMATCH));
}

TEST_F(CryptographicVerificationTest, MissingDataStillHasItsValueChecked) {
  signature_.data_[0].outcome = DataOutcome::kNotPresent;
  BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND);
  EXPECT_EQ(block.findings.back().outcome, v1::CHECK_OUTCOME_PASSED);

  signature_.value_[10] ^= 1;
  block = Check();
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND);
  EXPECT_THAT(Reasons(block),
              testing::ElementsAre(v1::FINDING_REASON_CONTENT_ABSENT,
                                   v1::FINDING_REASON_VALUE_MISMATCH));
}

TEST_F(CryptographicVerificationTest, AnotherDigestThanNeededIsMissingData) {
  signature_.data_[0].outcome = DataOutcome::kDigestNotGiven;
  const BlockResult block = Check();
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND);
  EXPECT_EQ(block.findings[0].reason,
            v1::FINDING_REASON_DIGEST_ALGORITHM_MISSING);
}

TEST_F(CryptographicVerificationTest, NoSignedDataAtAllIsNeverValid) {
  signature_.data_.clear();
  EXPECT_EQ(Check().sub_indication, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND);
}

TEST_F(CryptographicVerificationTest, ContentNeededByTheValueIsNeverValid) {
  signature_.content_is_missing_ = true;
  EXPECT_EQ(Check().sub_indication, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND);
}

TEST_F(CryptographicVerificationTest, UnknownDigestAlgorithmIsUnsupported) {
  signature_.data_[0].outcome = DataOutcome::kAlgorithmUnknown;
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(block.sub_indication,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
}

TEST_F(CryptographicVerificationTest, UnknownSignatureAlgorithmIsUnsupported) {
  // SEQUENCE { 1.2.3.4 }
  signature_.algorithm_identifier_ =
      std::string("\x30\x05\x06\x03\x2a\x03\x04");
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(block.sub_indication,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_THAT(Reasons(block),
              testing::ElementsAre(v1::FINDING_REASON_ALGORITHM_UNSUPPORTED));
}

TEST_F(CryptographicVerificationTest, ConflictingIdentifiersAreNeverValid) {
  // sha512WithRSAEncryption beside a SHA-256 digest; the value is right.
  signature_.algorithm_identifier_ =
      TestSignatureAlgorithm(key_, {"sha512", false});
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kFailed);
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_SIG_CRYPTO_FAILURE);
  EXPECT_THAT(
      Reasons(block),
      testing::ElementsAre(v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT));
}

TEST_F(CryptographicVerificationTest, UnusableKeyIsNotAWrongValue) {
  for (const auto& [error, reason] :
       {std::make_pair(absl::UnimplementedError(""),
                       v1::FINDING_REASON_ALGORITHM_UNSUPPORTED),
        std::make_pair(absl::InvalidArgumentError(""),
                       v1::FINDING_REASON_KEY_UNUSABLE)}) {
    const BlockResult block = RunCryptographicVerification(
        {signature_, absl::StatusOr<PublicKeyRef>(error), *policy_});
    EXPECT_EQ(block.sub_indication,
              v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
    EXPECT_THAT(Reasons(block), testing::ElementsAre(reason));
  }
}

TEST_F(CryptographicVerificationTest, WithoutACertificateTheDataAreChecked) {
  signature_.data_[0].outcome = DataOutcome::kMismatched;
  const BlockResult block =
      RunCryptographicVerification({signature_, std::nullopt, *policy_});
  EXPECT_EQ(block.sub_indication, v1::SUB_INDICATION_HASH_FAILURE);
  EXPECT_EQ(block.findings.back().constraint, v1::CONSTRAINT_SIGNATURE_INTACT);
  EXPECT_EQ(block.findings.back().outcome, v1::CHECK_OUTCOME_NOT_RUN);
}

}  // namespace
}  // namespace kepil

#include "engine/validation/counter_signature_validation.h"

#include "engine/validation/timestamp_fixture.h"

namespace kepil {
namespace {

class CounterSignatureTest : public TimestampFixture {
 protected:
  // Adds one by `counter` over the value, or over `other` instead.
  void AddCounter(const TestIdentity& counter, const std::string& other = "") {
    cms_.signers[0].over_value = [counter, other](const std::string& value) {
      TestCmsSigner signer;
      signer.identity = counter;
      return std::vector<TestAttribute>{
          {"1.2.840.113549.1.9.6",
           {MakeTestCounterSignature(signer, other.empty() ? value : other)}}};
    };
  }
  // The finding about the only counter-signature. It never changes the verdict.
  Finding Judge() {
    const Conclusion conclusion = Validate();
    EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
    for (const Finding& finding : conclusion.findings) {
      if (finding.block == v1::BUILDING_BLOCK_COUNTER_SIGNATURE) {
        return finding;
      }
    }
    return Finding();
  }
  const TestIdentity counter_ = MakeTestSigner(MakeTestRoot("C=XB,CN=B"), "77");
};

TEST_F(CounterSignatureTest, Intact) {
  AddCounter(counter_);
  cms_.certificates.push_back(counter_.certificate);
  const Finding finding = Judge();
  EXPECT_EQ(finding.constraint, v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT);
  EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_PASSED);
}

TEST_F(CounterSignatureTest, OverAnotherValue) {
  AddCounter(counter_, "another value");
  cms_.certificates.push_back(counter_.certificate);
  const Finding finding = Judge();
  EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(finding.level, v1::LEVEL_WARN);
  EXPECT_EQ(finding.reason, v1::FINDING_REASON_DIGEST_MISMATCH);
}

TEST_F(CounterSignatureTest, ByAnotherKey) {
  TestIdentity forger = counter_;
  forger.key = TestKey::Generate(TestKeyKind::kP256);
  AddCounter(forger);
  cms_.certificates.push_back(counter_.certificate);
  EXPECT_EQ(Judge().reason, v1::FINDING_REASON_VALUE_MISMATCH);
}

TEST_F(CounterSignatureTest, WithoutItsCertificate) {
  AddCounter(counter_);
  EXPECT_EQ(Judge().reason, v1::FINDING_REASON_CERTIFICATE_ABSENT);
}

TEST_F(CounterSignatureTest, Unreadable) {
  cms_.signers[0].more_unsigned = {
      {"1.2.840.113549.1.9.6", {std::string("\x30\x00", 2)}}};
  EXPECT_EQ(Judge().reason, v1::FINDING_REASON_MALFORMED_SIGNER);
}

TEST_F(CounterSignatureTest, AWrongSignatureIsNotHelped) {
  TestIdentity forger = signer_;
  forger.key = TestKey::Generate(TestKeyKind::kP256);
  SetSigner(forger);
  AddCounter(counter_);
  cms_.certificates.push_back(counter_.certificate);
  EXPECT_EQ(Verdict(), "TOTAL_FAILED/SIG_CRYPTO_FAILURE VALUE_MISMATCH");
}

}  // namespace
}  // namespace kepil

#include "engine/validation/signature_acceptance.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class SignatureAcceptanceTest : public testing::Test {
 protected:
  SignatureAcceptanceTest() {
    signature_.algorithm_identifier_ =
        TestSignatureAlgorithm(key_, TestSigning());
    auto key = PublicKey::FromSpki(key_.Spki());
    EXPECT_THAT(key, IsOk());
    public_key_ = *key;
  }
  BlockResult Check(const std::string& policy = "") {
    const auto compiled = MakeTestPolicy(policy);
    return RunSignatureAcceptance({signature_, public_key_, *compiled,
                                   v1::SIGNATURE_CONTEXT_SIGNATURE, kNow});
  }
  // The reason of the first failure, which must be `sub_indication`.
  static v1::FindingReason ReasonOf(const BlockResult& block,
                                    v1::SubIndication sub_indication) {
    EXPECT_EQ(block.sub_indication, sub_indication);
    for (const Finding& finding : block.findings) {
      if (finding.outcome == v1::CHECK_OUTCOME_FAILED) {
        return finding.reason;
      }
    }
    return v1::FINDING_REASON_UNSPECIFIED;
  }

  const TestKey key_ = TestKey::Generate(TestKeyKind::kP256);
  PublicKeyRef public_key_;
  FakeSignature signature_;
};

TEST_F(SignatureAcceptanceTest, PassesAUsualSignature) {
  signature_.attributes_.signing_time = kNow - absl::Hours(1);
  const BlockResult block = Check();
  EXPECT_EQ(block.status, BlockStatus::kPassed);
  for (const Finding& finding : block.findings) {
    EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_PASSED)
        << v1::Constraint_Name(finding.constraint);
  }
}

TEST_F(SignatureAcceptanceTest, AlgorithmThatEndedNeedsAProofOfExistence) {
  const BlockResult block = Check(R"(algorithms {
    hashes { hash: "sha256" }
    keys { scheme: "ecdsa" min_bits: 256 reliable_until { seconds: 1000 } } })");
  EXPECT_EQ(
      ReasonOf(block, v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
      v1::FINDING_REASON_ALGORITHM_EXPIRED);
  EXPECT_EQ(block.findings[0].time, absl::FromUnixSeconds(1000));
}

TEST_F(SignatureAcceptanceTest, DigestOfTheDataCountsToo) {
  signature_.data_[0].hash = HashAlgorithm::kSha1;
  EXPECT_EQ(ReasonOf(Check(R"(algorithms {
    hashes { hash: "sha256" }
    hashes { hash: "sha1" reliable_until { seconds: 1000 } }
    keys { scheme: "ecdsa" } })"),
                     v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
            v1::FINDING_REASON_ALGORITHM_EXPIRED);
}

TEST_F(SignatureAcceptanceTest, AlgorithmListedNowhereIsUnsupported) {
  EXPECT_EQ(ReasonOf(Check(R"(algorithms { hashes { hash: "sha256" } })"),
                     v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
}

TEST_F(SignatureAcceptanceTest, ContentTypeMustAgree) {
  signature_.content_type_ = "\x2a\x03";
  EXPECT_EQ(ReasonOf(Check(), v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_CONTENT_TYPE_MISMATCH);
}

TEST_F(SignatureAcceptanceTest, SignedAttributesAreDemandedByPolicy) {
  signature_.attributes_ = SignatureAttributes();
  EXPECT_EQ(ReasonOf(Check(), v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT);
  EXPECT_EQ(Check("levels { constraint: CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT "
                  "level: LEVEL_WARN }")
                .status,
            BlockStatus::kPassed);
}

TEST_F(SignatureAcceptanceTest, ClaimedTimeMayLieAheadByTheSkew) {
  signature_.attributes_.signing_time = kNow + absl::Seconds(300);
  EXPECT_EQ(Check().status, BlockStatus::kPassed);
  signature_.attributes_.signing_time = kNow + absl::Seconds(301);
  EXPECT_EQ(ReasonOf(Check(), v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_FUTURE_CLAIMED_TIME);
}

TEST_F(SignatureAcceptanceTest, QuirksFollowThePolicy) {
  // SEQUENCE { id-ecPublicKey }: the key's OID instead of a signature's.
  signature_.algorithm_identifier_ =
      std::string("\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x02\x01");
  EXPECT_EQ(ReasonOf(Check(), v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_ALGORITHM_QUIRK);
  EXPECT_EQ(Check("levels { constraint: CONSTRAINT_ALGORITHM_IDENTIFIERS "
                  "level: LEVEL_WARN }")
                .status,
            BlockStatus::kPassed);
}

TEST_F(SignatureAcceptanceTest, WithoutAKeyTheAttributesAreChecked) {
  public_key_ = nullptr;
  signature_.content_type_ = "\x2a\x03";
  const BlockResult block = Check();
  EXPECT_EQ(block.findings[0].outcome, v1::CHECK_OUTCOME_NOT_RUN);
  EXPECT_EQ(ReasonOf(block, v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE),
            v1::FINDING_REASON_CONTENT_TYPE_MISMATCH);
}

}  // namespace
}  // namespace kepil

// Keys and signature values that are none by themselves, of every country: each
// is refused for a reason of its own wherever it turns up, and never valid.

#include "tests/conformance/faulty_key.h"

#include "engine/validation/test_pki.h"
#include "engine/validation/timestamp_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/conformance/negative_house.h"

namespace kepil {
namespace {

using ::testing::Contains;

// Whether a check of `constraint` failed for `reason`.
bool HasFailed(const std::vector<Finding>& findings, v1::Constraint constraint,
               v1::FindingReason reason) {
  for (const Finding& finding : findings) {
    if (finding.constraint == constraint && finding.reason == reason &&
        finding.outcome == v1::CHECK_OUTCOME_FAILED &&
        finding.level == v1::LEVEL_FAIL) {
      return true;
    }
  }
  return false;
}

TestIdentity Root(const TestKey& key) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=Root", TestCaExtensions());
  spec.key = key;
  return SelfSignTestCertificate(spec);
}

// A house whose root has `key`.
NegativeHouse HouseOf(const TestKey& key) {
  NegativeHouse house;
  house.root = Root(key);
  house.signer = MakeTestSigner(house.root);
  house.trust = MakeTestTrust({{"xa", house.root}});
  house.revocation = {CrlEvidence(TestCrlNow(), house.root)};
  return house;
}

Conclusion Judge(const NegativeHouse& house) {
  return JudgeInHouse(house, SignInHouse(SignerOf(house)));
}

std::vector<FaultyKey> FaultyPublicKeys() {
  std::vector<FaultyKey> all;
  for (const NamedKey& key : KeysOfEveryKind()) {
    for (FaultyKey& faulty : WithFaultyPublicKeys(key)) {
      all.push_back(std::move(faulty));
    }
  }
  return all;
}

std::vector<FaultyKey> FaultyValues() {
  std::vector<FaultyKey> all;
  for (const NamedKey& key : KeysOfEveryKind()) {
    for (FaultyKey& faulty : WithFaultyValues(key)) {
      all.push_back(std::move(faulty));
    }
  }
  return all;
}

TEST(FaultyKeyTest, TheSameWithoutAFaultVerify) {
  for (const NamedKey& key : KeysOfEveryKind()) {
    const Conclusion conclusion = Judge(MakeNegativeHouse(key.key));
    EXPECT_FALSE(HasFailed(conclusion.findings, v1::CONSTRAINT_SIGNATURE_INTACT,
                           v1::FINDING_REASON_VALUE_MISMATCH))
        << key.name;
    const Conclusion under = Judge(HouseOf(key.key));
    EXPECT_FALSE(HasFailed(under.findings, v1::CONSTRAINT_PATH_SIGNATURES,
                           v1::FINDING_REASON_VALUE_MISMATCH))
        << key.name;
    EXPECT_NE(under.indication, v1::INDICATION_TOTAL_FAILED) << key.name;
  }
}

TEST(FaultyKeyTest, SignersKey) {
  std::vector<FaultyKey> keys = FaultyPublicKeys();
  for (FaultyKey& faulty : WithFaultyPublicKeys(Sm2Key())) {
    keys.push_back(std::move(faulty));
  }
  ASSERT_GE(keys.size(), 50u);
  for (const FaultyKey& faulty : keys) {
    const Conclusion conclusion = Judge(MakeNegativeHouse(faulty.key));
    EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE)
        << faulty.name;
    EXPECT_EQ(conclusion.sub_indication,
              v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE)
        << faulty.name;
    EXPECT_THAT(conclusion.Reasons(), Contains(faulty.reason)) << faulty.name;
  }
}

// root - CA - signer, where the CA publishes the faulty key and signs with the
// private half of the right one.
TEST(FaultyKeyTest, KeyOfACa) {
  for (const FaultyKey& faulty : FaultyPublicKeys()) {
    NegativeHouse house = MakeNegativeHouse(faulty.key);
    TestCertificateSpec spec = TestSpec("C=XA,CN=CA", TestCaExtensions());
    spec.key = faulty.key;
    spec.serial_hex = "22";
    const TestIdentity ca = IssueTestCertificate(spec, house.root);
    house.signer = MakeTestSigner(ca);
    TestCmsSpec cms;
    cms.content = kNegativeContent;
    cms.signers = {SignerOf(house)};
    cms.certificates = {house.signer.certificate, ca.certificate};
    house.revocation.push_back(CrlEvidence(TestCrlNow(), ca));
    const Conclusion conclusion = JudgeInHouse(house, MakeTestCms(cms));
    EXPECT_NE(conclusion.indication, v1::INDICATION_TOTAL_PASSED)
        << faulty.name;
    EXPECT_TRUE(HasFailed(conclusion.findings, v1::CONSTRAINT_PATH_SIGNATURES,
                          faulty.reason))
        << faulty.name;
    // Its list is worth nothing for the same reason.
    EXPECT_TRUE(HasFailed(conclusion.findings,
                          v1::CONSTRAINT_REVOCATION_AVAILABLE, faulty.reason))
        << faulty.name;
  }
}

TEST(FaultyKeyTest, ValueOfASignature) {
  std::vector<FaultyKey> keys = FaultyValues();
  for (FaultyKey& faulty : WithFaultyValues(Sm2Key())) {
    keys.push_back(std::move(faulty));
  }
  ASSERT_GE(keys.size(), 50u);
  for (const FaultyKey& faulty : keys) {
    const Conclusion conclusion = Judge(MakeNegativeHouse(faulty.key));
    EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED)
        << faulty.name;
    EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_SIG_CRYPTO_FAILURE)
        << faulty.name;
    EXPECT_THAT(conclusion.Reasons(), Contains(faulty.reason)) << faulty.name;
  }
}

TEST(FaultyKeyTest, ValueOfACertificate) {
  for (const FaultyKey& faulty : FaultyValues()) {
    const Conclusion conclusion = Judge(HouseOf(faulty.key));
    EXPECT_NE(conclusion.indication, v1::INDICATION_TOTAL_PASSED)
        << faulty.name;
    EXPECT_TRUE(HasFailed(conclusion.findings, v1::CONSTRAINT_PATH_SIGNATURES,
                          faulty.reason))
        << faulty.name;
  }
}

// What the value of a list or of an answer is refused for.
v1::FindingReason RevocationReasonOf(const FaultyKey& faulty) {
  return faulty.reason == v1::FINDING_REASON_VALUE_MISMATCH
             ? v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID
             : faulty.reason;
}

TEST(FaultyKeyTest, ValueOfACrlAndOfAnOcspAnswer) {
  for (const NamedKey& key : KeysOfEveryKind()) {
    NegativeHouse house = HouseOf(key.key);
    for (const FaultyKey& faulty : WithFaultyValues(key)) {
      TestIdentity issuer = house.root;
      issuer.key = faulty.key;
      for (const RevocationEvidence& evidence :
           {CrlEvidence(TestCrlNow(), issuer),
            OcspEvidence(
                TestOcspNow(house.root, house.signer, TestOcspStatus::kGood),
                issuer)}) {
        house.revocation = {evidence};
        const Conclusion conclusion = Judge(house);
        EXPECT_EQ(conclusion.indication, v1::INDICATION_INDETERMINATE)
            << faulty.name;
        EXPECT_TRUE(HasFailed(conclusion.findings,
                              v1::CONSTRAINT_REVOCATION_AVAILABLE,
                              RevocationReasonOf(faulty)))
            << faulty.name;
      }
    }
  }
}

class FaultyTsaTest : public TimestampFixture {};

TEST_F(FaultyTsaTest, KeyAndValueOfATimestamp) {
  const std::vector<NamedKey> all = KeysOfEveryKind();
  for (const size_t i : {size_t{1}, size_t{2}, size_t{4}, size_t{6}}) {
    std::vector<FaultyKey> keys = WithFaultyPublicKeys(all[i]);
    for (FaultyKey& faulty : WithFaultyValues(all[i])) {
      keys.push_back(std::move(faulty));
    }
    for (const FaultyKey& faulty : keys) {
      TestCertificateSpec spec =
          TestSpec("C=XA,CN=TSA 52", TestTsaExtensions());
      spec.key = faulty.key;
      spec.serial_hex = "52";
      cms_.signers[0].over_value = nullptr;
      AddSignatureTimestamp(At(kTestNow - absl::Hours(2)),
                            IssueTestCertificate(spec, tsa_root_),
                            cms_.signers[0]);
      const Conclusion conclusion = Validate();
      ASSERT_EQ(conclusion.timestamps.size(), 1u) << faulty.name;
      EXPECT_FALSE(conclusion.timestamps[0].IsValid()) << faulty.name;
      EXPECT_TRUE(HasFailed(conclusion.timestamps[0].findings,
                            v1::CONSTRAINT_SIGNATURE_INTACT, faulty.reason))
          << faulty.name;
    }
  }
}

}  // namespace
}  // namespace kepil

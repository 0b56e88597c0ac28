#include "engine/validation/signer_subject.h"

#include <string>
#include <vector>

#include "engine/validation/test_policy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kProfile[] = R"(
    subject_profiles {
      name: "xa"
      issuer_country: "XA"
      identifiers { name: "IIN" attribute: "2.5.4.5" prefix: "IIN"
                    check: IDENTIFIER_CHECK_KAZAKH }
      authentication_purposes: "1.3.6.1.5.5.7.3.2"
      signing_purposes: "1.3.6.1.5.5.7.3.4"
    })";

CertificateRef SignerOf(const std::string& subject, const std::string& purpose,
                        const std::string& issuer = "C=XA,CN=Root") {
  TestCertificateSpec root;
  root.subject = issuer;
  root.key = TestKey::Generate(TestKeyKind::kEd25519);
  root.not_before = absl::FromUnixSeconds(1'700'000'000);
  root.not_after = root.not_before + absl::Hours(24);
  root.extensions = TestCaExtensions();
  TestCertificateSpec spec = root;
  spec.subject = subject;
  spec.extensions = {MakeTestExtension("extendedKeyUsage", purpose)};
  return *Certificate::FromDer(
      IssueTestCertificate(spec, SelfSignTestCertificate(root)).certificate);
}

BlockResult Check(const Certificate& signer, const std::string& policy_text) {
  const ValidationPolicyRef policy = MakeTestPolicy(policy_text);
  BlockRun run(*policy, v1::SIGNATURE_CONTEXT_SIGNATURE,
               v1::BUILDING_BLOCK_X509_VALIDATION);
  CheckSignerSubject(signer, *policy, run);
  return run.result();
}

TEST(SignerSubjectTest, RefusesACertificateForAuthentication) {
  const BlockResult result = Check(*SignerOf("CN=A", "clientAuth"), kProfile);
  EXPECT_EQ(result.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(result.sub_indication,
            v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].constraint, v1::CONSTRAINT_EXTENDED_KEY_USAGE);
  EXPECT_EQ(result.findings[0].reason,
            v1::FINDING_REASON_AUTHENTICATION_CERTIFICATE);
}

TEST(SignerSubjectTest, AWrongCheckDigitIsAWarningOnly) {
  const BlockResult result =
      Check(*SignerOf("CN=A,serialNumber=IIN123456789011", "emailProtection"),
            kProfile);
  EXPECT_EQ(result.status, BlockStatus::kPassed);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].level, v1::LEVEL_WARN);
  EXPECT_EQ(result.findings[0].outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(result.findings[0].reason,
            v1::FINDING_REASON_SUBJECT_IDENTIFIER_INVALID);
}

TEST(SignerSubjectTest, SaysNothingOfARightSubject) {
  EXPECT_TRUE(
      Check(*SignerOf("CN=A,serialNumber=IIN880726300029", "emailProtection"),
            kProfile)
          .findings.empty());
}

TEST(SignerSubjectTest, SaysNothingWithoutAProfileForTheCountry) {
  const CertificateRef signer = SignerOf("CN=A,serialNumber=IIN123456789011",
                                         "clientAuth", "C=XB,CN=Root");
  EXPECT_TRUE(Check(*signer, kProfile).findings.empty());
  EXPECT_TRUE(Check(*SignerOf("CN=A", "clientAuth"), "").findings.empty());
}

}  // namespace
}  // namespace kepil

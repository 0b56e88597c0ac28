#include "engine/validation/signer_usage.h"

#include <string>
#include <vector>

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

// Outcome of KEY_USAGE and EXTENDED_KEY_USAGE, "+" or "-" each.
std::string UsageOf(const std::vector<TestExtension>& extensions,
                    v1::SignatureContext context,
                    const std::string& policy = "") {
  const CertificateRef signer = ReadTestCertificate(
      SelfSignTestCertificate(TestSpec("C=XA,CN=Signer", extensions)));
  const ValidationPolicyRef rules = MakeTestPolicy(policy);
  BlockRun run(*rules, context, v1::BUILDING_BLOCK_X509_VALIDATION);
  CheckSignerUsage({*signer, *rules, context}, run);
  std::string outcomes;
  for (const Finding& finding : run.result().findings) {
    outcomes += finding.outcome == v1::CHECK_OUTCOME_PASSED ? "+" : "-";
  }
  EXPECT_EQ(run.result().sub_indication,
            outcomes == "++" ? v1::SUB_INDICATION_NONE
                             : v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
  return outcomes;
}
TestExtension Purposes(const std::string& value) {
  return MakeTestExtension("extendedKeyUsage", value);
}
TestExtension Usage(const std::string& value) {
  return MakeTestExtension("keyUsage", value);
}

TEST(SignerUsageTest, ATimestampNeedsACriticalPurposeOfItsOwn) {
  constexpr auto kContext = v1::SIGNATURE_CONTEXT_TIMESTAMP;
  EXPECT_EQ(UsageOf({Purposes("critical,timeStamping")}, kContext), "++");
  EXPECT_EQ(UsageOf({Purposes("timeStamping")}, kContext), "+-");
  EXPECT_EQ(
      UsageOf({Purposes("critical,timeStamping,emailProtection")}, kContext),
      "+-");
  EXPECT_EQ(UsageOf({Purposes("critical,OCSPSigning")}, kContext), "+-");
  EXPECT_EQ(UsageOf({}, kContext), "+-");
}

TEST(SignerUsageTest, ATimestampNeedsAKeyForSignatures) {
  constexpr auto kContext = v1::SIGNATURE_CONTEXT_TIMESTAMP;
  const TestExtension purpose = Purposes("critical,timeStamping");
  EXPECT_EQ(UsageOf({purpose, Usage("critical,digitalSignature")}, kContext),
            "++");
  EXPECT_EQ(UsageOf({purpose, Usage("nonRepudiation")}, kContext), "++");
  EXPECT_EQ(UsageOf({purpose, Usage("keyEncipherment")}, kContext), "-+");
}

TEST(SignerUsageTest, WhatAPolicyAsksOfSignersIsNotAskedOfATsa) {
  const std::string policy = R"(
    signer_key_usages: KEY_USAGE_NAME_CONTENT_COMMITMENT
    signer_extended_key_usages: "1.3.6.1.5.5.7.3.4")";
  const std::vector<TestExtension> tsa = {Purposes("critical,timeStamping"),
                                          Usage("digitalSignature")};
  EXPECT_EQ(UsageOf(tsa, v1::SIGNATURE_CONTEXT_TIMESTAMP, policy), "++");
  EXPECT_EQ(UsageOf(tsa, v1::SIGNATURE_CONTEXT_SIGNATURE, policy), "--");
  EXPECT_EQ(UsageOf({Purposes("emailProtection"), Usage("nonRepudiation")},
                    v1::SIGNATURE_CONTEXT_SIGNATURE, policy),
            "++");
}

TEST(SignerUsageTest, WithoutExtensionsOrRulesNothingIsAsked) {
  EXPECT_EQ(UsageOf({}, v1::SIGNATURE_CONTEXT_SIGNATURE), "++");
  EXPECT_EQ(UsageOf({}, v1::SIGNATURE_CONTEXT_SIGNATURE,
                    "signer_key_usages: KEY_USAGE_NAME_CONTENT_COMMITMENT"),
            "++");
}

}  // namespace
}  // namespace kepil

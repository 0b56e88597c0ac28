#include "engine/validation/validation_context.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

BlockResult Check(std::optional<std::string> named,
                  const std::string& policy = "") {
  FakeSignature signature;
  signature.attributes_.signature_policy = std::move(named);
  const auto compiled = MakeTestPolicy(policy);
  return RunValidationContext({signature, *compiled});
}

TEST(ValidationContextTest, NoPolicyAndImpliedPolicyPass) {
  EXPECT_EQ(Check(std::nullopt).status, BlockStatus::kPassed);
  EXPECT_EQ(Check(std::nullopt).findings[0].reason,
            v1::FINDING_REASON_NO_EXPLICIT_POLICY);
  EXPECT_EQ(Check("").status, BlockStatus::kPassed);
}

TEST(ValidationContextTest, NamedPolicyIsNotAvailable) {
  const BlockResult block = Check("\x2a\x03");
  EXPECT_EQ(block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(block.sub_indication,
            v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE);
  EXPECT_EQ(block.findings[0].reason, v1::FINDING_REASON_POLICY_UNKNOWN);
}

TEST(ValidationContextTest, ValidationPolicyMayPutUpWithIt) {
  const BlockResult block = Check(
      "\x2a\x03",
      "levels { constraint: CONSTRAINT_SIGNATURE_POLICY level: LEVEL_WARN }");
  EXPECT_EQ(block.status, BlockStatus::kPassed);
  EXPECT_EQ(block.findings[0].outcome, v1::CHECK_OUTCOME_FAILED);
}

}  // namespace
}  // namespace kepil

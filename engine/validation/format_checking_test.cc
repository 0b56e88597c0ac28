#include "engine/validation/format_checking.h"

#include "engine/validation/fake_signature.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

BlockResult Check(const std::vector<FormatDeviation>& deviations,
                  const std::string& policy = "") {
  FakeSignature signature;
  signature.deviations_ = deviations;
  const auto compiled = MakeTestPolicy(policy);
  return RunFormatChecking({signature, *compiled});
}

TEST(FormatCheckingTest, PassesWithoutDeviations) {
  const BlockResult block = Check({});
  EXPECT_EQ(block.status, BlockStatus::kPassed);
  EXPECT_EQ(block.findings.size(), 3u);
}

TEST(FormatCheckingTest, FatalDeviationsFailUnderAnyPolicy) {
  for (int i = 0;
       i <= static_cast<int>(FormatDeviation::kRepeatedSigningCertificate);
       ++i) {
    const auto deviation = static_cast<FormatDeviation>(i);
    const BlockResult block =
        Check({deviation},
              "levels { constraint: CONSTRAINT_ENCODING level: LEVEL_WARN }");
    EXPECT_EQ(block.status == BlockStatus::kFailed, IsFatal(deviation)) << i;
    EXPECT_EQ(block.sub_indication, IsFatal(deviation)
                                        ? v1::SUB_INDICATION_FORMAT_FAILURE
                                        : v1::SUB_INDICATION_NONE)
        << i;
  }
}

TEST(FormatCheckingTest, ToleratedDeviationsFollowThePolicy) {
  EXPECT_EQ(Check({FormatDeviation::kBerEncoding}).status,
            BlockStatus::kFailed);
  const BlockResult block =
      Check({FormatDeviation::kBerEncoding},
            "levels { constraint: CONSTRAINT_ENCODING level: LEVEL_INFORM }");
  EXPECT_EQ(block.status, BlockStatus::kPassed);
  ASSERT_EQ(block.findings.size(), 3u);
  EXPECT_EQ(block.findings[1].reason, v1::FINDING_REASON_BER_ENCODING);
  EXPECT_EQ(block.findings[1].outcome, v1::CHECK_OUTCOME_FAILED);
}

TEST(FormatCheckingTest, ReportsEveryDeviation) {
  const BlockResult block =
      Check({FormatDeviation::kDuplicateAttribute,
             FormatDeviation::kMalformedAttribute,
             FormatDeviation::kMissingMandatoryAttribute});
  std::vector<v1::FindingReason> reasons;
  for (const Finding& finding : block.findings) {
    if (finding.outcome == v1::CHECK_OUTCOME_FAILED) {
      reasons.push_back(finding.reason);
    }
  }
  EXPECT_THAT(reasons,
              testing::ElementsAre(v1::FINDING_REASON_MALFORMED_ATTRIBUTE,
                                   v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT,
                                   v1::FINDING_REASON_DUPLICATE_ATTRIBUTE));
}

}  // namespace
}  // namespace kepil

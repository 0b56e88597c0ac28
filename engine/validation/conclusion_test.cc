#include "engine/validation/conclusion.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

Finding Failed(v1::FindingReason reason, v1::Level level = v1::LEVEL_FAIL) {
  Finding finding;
  finding.outcome = v1::CHECK_OUTCOME_FAILED;
  finding.level = level;
  finding.reason = reason;
  return finding;
}

Conclusion Make(v1::Indication indication, v1::SubIndication sub_indication) {
  Conclusion conclusion;
  conclusion.indication = indication;
  conclusion.sub_indication = sub_indication;
  return conclusion;
}

TEST(ConclusionTest, ReasonsAreThoseOfFailedChecksAtLevelFail) {
  Conclusion conclusion;
  conclusion.findings = {
      Failed(v1::FINDING_REASON_EXPIRED),
      Failed(v1::FINDING_REASON_BER_ENCODING, v1::LEVEL_WARN),
      Failed(v1::FINDING_REASON_UNSPECIFIED),
      Failed(v1::FINDING_REASON_DIGEST_MISMATCH),
      Failed(v1::FINDING_REASON_EXPIRED),
  };
  Finding passed;
  passed.reason = v1::FINDING_REASON_NO_EXPLICIT_POLICY;
  conclusion.findings.push_back(passed);
  EXPECT_THAT(conclusion.Reasons(),
              testing::ElementsAre(v1::FINDING_REASON_EXPIRED,
                                   v1::FINDING_REASON_DIGEST_MISMATCH));
}

TEST(ConclusionTest, NoVerdictIsOnlyForFourCauses) {
  EXPECT_EQ(
      OutcomeOf(Make(v1::INDICATION_TOTAL_PASSED, v1::SUB_INDICATION_NONE)),
      Outcome::kValid);
  for (const auto sub_indication :
       {v1::SUB_INDICATION_TRY_LATER, v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND,
        v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE}) {
    EXPECT_EQ(OutcomeOf(Make(v1::INDICATION_INDETERMINATE, sub_indication)),
              Outcome::kNoVerdict);
  }
  for (int i = 0; i < v1::SubIndication_ARRAYSIZE; ++i) {
    const auto sub_indication = static_cast<v1::SubIndication>(i);
    EXPECT_EQ(OutcomeOf(Make(v1::INDICATION_TOTAL_FAILED, sub_indication)),
              Outcome::kNotValid);
  }
  EXPECT_EQ(OutcomeOf(Make(v1::INDICATION_INDETERMINATE,
                           v1::SUB_INDICATION_REVOKED_NO_POE)),
            Outcome::kNotValid);
}

TEST(ConclusionTest, CryptoFailureIsNoVerdictIfTheAlgorithmIsUnsupported) {
  Conclusion conclusion = Make(v1::INDICATION_INDETERMINATE,
                               v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNotValid);
  conclusion.findings = {Failed(v1::FINDING_REASON_ALGORITHM_UNSUPPORTED)};
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNoVerdict);
  conclusion.findings = {Failed(v1::FINDING_REASON_PARAMETER_SET_UNKNOWN)};
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNoVerdict);
  conclusion.sub_indication = v1::SUB_INDICATION_REVOKED_NO_POE;
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNotValid);
}

TEST(ConclusionTest, ReceiptsAndConclusionsHaveTheSameOutcome) {
  v1::Conclusion message;
  message.set_indication(v1::INDICATION_INDETERMINATE);
  message.set_sub_indication(v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_EQ(OutcomeOf(message), Outcome::kNotValid);
  message.add_reasons(v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  EXPECT_EQ(OutcomeOf(message), Outcome::kNoVerdict);
  message.set_indication(v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(OutcomeOf(message), Outcome::kValid);
  EXPECT_EQ(OutcomeOf(v1::Conclusion()), Outcome::kNotValid);
}

TEST(ConclusionTest, NamesHaveNoPrefix) {
  EXPECT_EQ(IndicationName(v1::INDICATION_TOTAL_PASSED), "TOTAL_PASSED");
  EXPECT_EQ(SubIndicationName(v1::SUB_INDICATION_REVOKED_NO_POE),
            "REVOKED_NO_POE");
  EXPECT_EQ(SubIndicationName(v1::SUB_INDICATION_NONE), "");
  EXPECT_EQ(FindingReasonName(v1::FINDING_REASON_EXPIRED), "EXPIRED");
}

}  // namespace
}  // namespace kepil

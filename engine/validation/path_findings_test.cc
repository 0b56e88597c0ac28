#include "engine/validation/path_findings.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(PathFindingsTest, EveryProblemFailsSomeConstraint) {
  for (int i = 0; i <= static_cast<int>(PathProblem::kProfileDeviation); ++i) {
    const PathProblemMeaning meaning = MeaningOf(static_cast<PathProblem>(i));
    EXPECT_NE(meaning.constraint, v1::CONSTRAINT_UNSPECIFIED) << i;
    EXPECT_EQ(StatusOf(meaning.if_failed), BlockStatus::kIndeterminate) << i;
  }
}

TEST(PathFindingsTest, UnknownAlgorithmIsNoFaultOfThePath) {
  const PathProblemMeaning meaning =
      MeaningOf(PathProblem::kSignatureUnsupported);
  EXPECT_EQ(meaning.if_failed, v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_EQ(meaning.reason, v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  EXPECT_EQ(MeaningOf(PathProblem::kSignatureInvalid).if_failed,
            v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE);
}

TEST(PathFindingsTest, DefectIsTheReason) {
  PathFinding finding{PathProblem::kSignatureInvalid, Digest(), 0};
  EXPECT_EQ(MeaningOf(finding).reason, v1::FINDING_REASON_VALUE_MISMATCH);
  finding.defect = CryptoDefect::kNumberZero;
  EXPECT_EQ(MeaningOf(finding).reason,
            v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO);
  EXPECT_EQ(MeaningOf(finding).constraint, v1::CONSTRAINT_PATH_SIGNATURES);
}

}  // namespace
}  // namespace kepil

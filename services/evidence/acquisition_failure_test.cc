#include "services/evidence/acquisition_failure.h"

#include "base/error.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

v1::FindingReason ReasonFor(v1::ErrorReason reason) {
  return AcquisitionReasonOf(
      MakeError(absl::StatusCode::kUnavailable, reason, "test"));
}

TEST(AcquisitionFailureTest, IsAFailedFindingThatChangesNoVerdictByItself) {
  const Digest subject = Sha256("certificate");
  const Finding finding =
      MakeAcquisitionFailure(subject, v1::FINDING_REASON_FETCH_BUSY);
  EXPECT_EQ(finding.block, v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION);
  EXPECT_EQ(finding.constraint, v1::CONSTRAINT_EVIDENCE_ACQUIRED);
  EXPECT_EQ(finding.level, v1::LEVEL_WARN);
  EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(finding.subject, subject);
  EXPECT_EQ(finding.reason, v1::FINDING_REASON_FETCH_BUSY);
}

TEST(AcquisitionFailureTest, TellsWhyAnExchangeFailed) {
  EXPECT_EQ(ReasonFor(v1::ERROR_REASON_FETCH_FAILED),
            v1::FINDING_REASON_FETCH_FAILED);
  EXPECT_EQ(ReasonFor(v1::ERROR_REASON_DEADLINE),
            v1::FINDING_REASON_FETCH_TIMED_OUT);
  EXPECT_EQ(ReasonFor(v1::ERROR_REASON_OVERLOADED),
            v1::FINDING_REASON_FETCH_BUSY);
  EXPECT_EQ(AcquisitionReasonOf(absl::UnknownError("foreign")),
            v1::FINDING_REASON_FETCH_FAILED);
}

TEST(AcquisitionFailureTest, TellsARefusalFromAnAnswerThatCannotBeUsed) {
  for (const v1::ErrorReason reason :
       {v1::ERROR_REASON_ADDRESS_FORBIDDEN, v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
        v1::ERROR_REASON_REQUEST_MALFORMED}) {
    EXPECT_EQ(ReasonFor(reason), v1::FINDING_REASON_FETCH_REFUSED);
  }
  for (const v1::ErrorReason reason :
       {v1::ERROR_REASON_FORMAT_UNKNOWN, v1::ERROR_REASON_CONTAINER_LIMIT,
        v1::ERROR_REASON_ALGORITHM_UNKNOWN}) {
    EXPECT_EQ(ReasonFor(reason), v1::FINDING_REASON_RESPONSE_UNUSABLE);
  }
}

}  // namespace
}  // namespace kepil

#include "services/evidence/acquisition_failure.h"

#include <optional>

#include "base/error.h"

namespace kepil {

Finding MakeAcquisitionFailure(const Digest& subject,
                               v1::FindingReason reason) {
  Finding finding;
  finding.block = v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION;
  finding.constraint = v1::CONSTRAINT_EVIDENCE_ACQUIRED;
  finding.level = v1::LEVEL_WARN;
  finding.outcome = v1::CHECK_OUTCOME_FAILED;
  finding.subject = subject;
  finding.reason = reason;
  return finding;
}

v1::FindingReason AcquisitionReasonOf(const absl::Status& status) {
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  if (reason == v1::ERROR_REASON_OVERLOADED) {
    return v1::FINDING_REASON_FETCH_BUSY;
  }
  if (reason == v1::ERROR_REASON_DEADLINE) {
    return v1::FINDING_REASON_FETCH_TIMED_OUT;
  }
  if (reason == v1::ERROR_REASON_ADDRESS_FORBIDDEN ||
      reason == v1::ERROR_REASON_DOCUMENT_TOO_LARGE ||
      reason == v1::ERROR_REASON_REQUEST_MALFORMED) {
    return v1::FINDING_REASON_FETCH_REFUSED;
  }
  if (reason == v1::ERROR_REASON_FORMAT_UNKNOWN ||
      reason == v1::ERROR_REASON_CONTAINER_LIMIT ||
      reason == v1::ERROR_REASON_ALGORITHM_UNKNOWN) {
    return v1::FINDING_REASON_RESPONSE_UNUSABLE;
  }
  return v1::FINDING_REASON_FETCH_FAILED;
}

}  // namespace kepil

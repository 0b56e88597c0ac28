#ifndef KEPIL_ENGINE_VALIDATION_PATH_FINDINGS_H_
#define KEPIL_ENGINE_VALIDATION_PATH_FINDINGS_H_

#include "engine/pki/path_validator.h"
#include "engine/validation/block_run.h"

namespace kepil {

// What a problem of RFC 5280, 6.1 means in EN 319 102-1, 5.2.6: a failure of
// `constraint`.
struct PathProblemMeaning {
  v1::Constraint constraint = v1::CONSTRAINT_UNSPECIFIED;
  v1::SubIndication if_failed =
      v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE;
  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED;
};
// kOutsideValidity has no reason: the time decides between two.
PathProblemMeaning MeaningOf(PathProblem problem);
// The same; what is known of a signature's defect is the reason.
PathProblemMeaning MeaningOf(const PathFinding& finding);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_PATH_FINDINGS_H_

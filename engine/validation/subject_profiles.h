#ifndef KEPIL_ENGINE_VALIDATION_SUBJECT_PROFILES_H_
#define KEPIL_ENGINE_VALIDATION_SUBJECT_PROFILES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/subject_profile.h"
#include "kepil/v1/policy.pb.h"

namespace kepil {

// The profiles of a policy, in order. INVALID_ARGUMENT/REQUEST_MALFORMED names
// the field: an OID that is none, a name or country that is missing, an unknown
// kind or check, more entries than the schema says.
absl::StatusOr<std::vector<SubjectProfile>> CompileSubjectProfiles(
    const v1::ValidationPolicy& policy);

// The same kind in a report.
v1::SubjectKind SubjectKindToMessage(SubjectKind kind);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SUBJECT_PROFILES_H_

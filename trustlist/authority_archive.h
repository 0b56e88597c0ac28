#ifndef KEPIL_TRUSTLIST_AUTHORITY_ARCHIVE_H_
#define KEPIL_TRUSTLIST_AUTHORITY_ARCHIVE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/status_history.h"

namespace kepil {

// Last day on which what is known of a TERMINATED authority must be kept: five
// years from its end, or what the rule pack says (CRT-10, K55(7)). nullopt if
// no end is on record. Days are those of Almaty; without law loaded, of UTC.
std::optional<absl::CivilDay> RetainedUntil(const v1::Authority& authority,
                                            const LegalRules* law);

// The record after ARCHIVE: nothing changes it any more, and it stays. It needs
// a ground (INVALID_ARGUMENT/GROUND_MISSING). FAILED_PRECONDITION:
// NOT_TERMINATED, RETENTION_NOT_OVER, AUTHORITY_ARCHIVED.
absl::StatusOr<v1::Authority> Archive(const v1::Authority& before,
                                      const v1::StatusChange& change,
                                      const Transition& transition);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_AUTHORITY_ARCHIVE_H_

#ifndef KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_
#define KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_

#include "absl/status/statusor.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/status_history.h"

namespace kepil {

// The record after SUSPEND, RESUME or TERMINATE of the service that the change
// names, or of the authority (law.md 1.17). Each needs a ground
// (INVALID_ARGUMENT/GROUND_MISSING), SUSPEND an end after its beginning
// (REG-11). `from` may lie ahead for TERMINATE alone; one that has passed means
// now, unless the termination is backdated: recorded late, in the time since
// admission. Allowed: ACTIVE and TERMINATION_NOTIFIED -> SUSPENDED; SUSPENDED
// -> the status before; anything -> TERMINATED, by way of TERMINATION_NOTIFIED
// if `from` lies ahead. Of an authority every service is suspended until then;
// the other acts leave those alone that they find where they would bring them,
// and one that finds all of them there is refused. FAILED_PRECONDITION:
// AUTHORITY_TERMINATED, AUTHORITY_ARCHIVED, ALREADY_SUSPENDED, NOT_SUSPENDED,
// TERMINATION_ON_RECORD.
absl::StatusOr<v1::Authority> ChangeStatus(const v1::Authority& before,
                                           v1::Act act,
                                           const v1::StatusChange& change,
                                           const Transition& transition);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_

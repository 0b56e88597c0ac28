#ifndef KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_
#define KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// When and by which change a transition happens.
struct Transition {
  absl::Time now;  // Record time; legal time where the act names none.
  std::string change_id;
};

// Status of `service` in force at legal `time`, as engine/trust reads it.
v1::ServiceStatus StatusOf(const v1::TrustService& service, absl::Time time);

// The record as it stands after admission or amendment. `before` is nullptr for
// a new authority. Histories are the registry's: those of `after` must be empty
// or as before; a new service starts ACTIVE. No service may vanish. Errors:
// INVALID_ARGUMENT/REQUEST_MALFORMED; FAILED_PRECONDITION/TRANSITION_FORBIDDEN
// for an authority that is TERMINATED (REG-10), and for a new service once a
// termination is on record.
absl::StatusOr<v1::Authority> Admit(const v1::Authority* before,
                                    const v1::Authority& after,
                                    const Transition& transition);

// The record after SUSPEND, RESUME or TERMINATE of all its services. Each needs
// a ground; SUSPEND an end after its beginning (REG-11). `from` may lie ahead
// for TERMINATE alone; one that has passed means now. Allowed: ACTIVE and
// TERMINATION_NOTIFIED -> SUSPENDED; SUSPENDED -> the status before; anything
// -> TERMINATED, by way of TERMINATION_NOTIFIED if `from` lies ahead, unless a
// termination is on record. Others: FAILED_PRECONDITION/TRANSITION_FORBIDDEN.
absl::StatusOr<v1::Authority> ChangeStatus(const v1::Authority& before,
                                           v1::Act act,
                                           const v1::StatusChange& change,
                                           const Transition& transition);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_AUTHORITY_LIFECYCLE_H_

#ifndef KEPIL_TRUSTLIST_AUTHORITY_AMENDMENT_H_
#define KEPIL_TRUSTLIST_AUTHORITY_AMENDMENT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/status_history.h"

namespace kepil {

// The record as it stands after admission or amendment. `before` is nullptr for
// a new authority. What is on record stays (REG-20): kind, predecessor, status
// histories (the registry writes them; those of `after` are empty or as
// before), services, accreditations and the end of a CA may be added to, an
// accreditation withdrawn, certificates transferred; anything else is
// INVALID_ARGUMENT/HISTORY_REWRITTEN. A new service starts ACTIVE.
//
// With law loaded, a new accreditation is by a body that the rules of its first
// day name (INVALID_ARGUMENT/ACCREDITED_BY_WRONG_BODY, DOM-06) and not longer
// than they allow (ACCREDITATION_TOO_LONG, DOM-07).
//
// FAILED_PRECONDITION: AUTHORITY_TERMINATED (REG-10), AUTHORITY_ARCHIVED;
// TERMINATION_ON_RECORD for a new service once all others are to end.
absl::StatusOr<v1::Authority> Admit(const v1::Authority* before,
                                    const v1::Authority& after,
                                    const Transition& transition);

// Whether a new authority may continue the registration of the one that it
// names: NOT_FOUND/AUTHORITY_UNKNOWN; FAILED_PRECONDITION/NOT_TERMINATED while
// that one lasts, or if another one continues it already.
absl::Status CheckPredecessor(const v1::Authority& authority,
                              const storage::v1::RegistryImage& image,
                              absl::Time now);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_AUTHORITY_AMENDMENT_H_

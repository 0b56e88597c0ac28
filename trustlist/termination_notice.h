#ifndef KEPIL_TRUSTLIST_TERMINATION_NOTICE_H_
#define KEPIL_TRUSTLIST_TERMINATION_NOTICE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/status_history.h"

namespace kepil {

// One termination of services of an authority.
struct TerminationAct {
  const v1::StatusChange& change;
  absl::Time from;  // Legal time of the end.
  const Transition& transition;
  const v1::Authority& authority;
};

// Writes into `entry` when notice was given and, for a domestic CA, how many
// days the act of that day asks for: 30 under the Law, what the rule pack says
// under the Code (CAL-12), and whether they fall short: said, not refused
// (TRM-01, TRM-02). A foreign authority ends by its own law (TRM-06). Without
// law loaded nothing but the day named is written. INVALID_ARGUMENT/
// REQUEST_MALFORMED for a notice after the end or after today.
absl::Status NoteNotice(const TerminationAct& act, v1::StatusEntry& entry);

// Writes the end of a domestic CA into its record, from which its certificates
// cease to be valid (TRM-04): the day of the end, or the next one if it is not
// its beginning. What stands there already must say the same:
// FAILED_PRECONDITION/TERMINATION_ON_RECORD.
absl::Status RecordEndOfCa(const TerminationAct& act, v1::Authority& after);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_TERMINATION_NOTICE_H_

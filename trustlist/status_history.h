#ifndef KEPIL_TRUSTLIST_STATUS_HISTORY_H_
#define KEPIL_TRUSTLIST_STATUS_HISTORY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/legal/legal_rules.h"
#include "kepil/v1/errors.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// When, by which change and under which law a transition happens.
struct Transition {
  absl::Time now;  // Record time; legal time where the act names none.
  std::string change_id;
  // nullptr: none is loaded; what only the law says is then not judged.
  const LegalRules* law = nullptr;
};

// Status of `service` in force at legal `time`, as engine/trust reads it.
v1::ServiceStatus StatusOf(const v1::TrustService& service, absl::Time time);
// The last status before a suspension in force at `time`.
v1::ServiceStatus StatusBeforeSuspension(const v1::TrustService& service,
                                         absl::Time time);
// Whether a termination is on record, however far ahead.
bool IsEnding(const v1::TrustService& service);
// Of every service of an authority; false if it has none.
bool IsTerminated(const v1::Authority& authority, absl::Time time);
bool IsEnding(const v1::Authority& authority);
// Legal time from which on every service is TERMINATED; InfiniteFuture if one
// is not.
absl::Time TerminatedFrom(const v1::Authority& authority);

// An entry that begins at `legal_from`, recorded by `transition`.
v1::StatusEntry NewStatusEntry(v1::ServiceStatus status, absl::Time legal_from,
                               absl::string_view ground,
                               const Transition& transition);
// Adds `entry` behind every entry of the same or an earlier legal time.
void InsertEntry(v1::StatusEntry entry, v1::TrustService& service);

// nullptr if there is no such service.
const v1::TrustService* FindService(const v1::Authority& authority,
                                    absl::string_view id);

// FAILED_PRECONDITION with `reason`: `act` does not go from `status`.
absl::Status ForbiddenStepError(v1::ErrorReason reason, v1::Act act,
                                v1::ServiceStatus status);
// Likewise, once nothing may change any more: AUTHORITY_ARCHIVED or
// AUTHORITY_TERMINATED; OK while it may.
absl::Status CheckChangeable(const v1::Authority& authority, v1::Act act,
                             absl::Time time);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_STATUS_HISTORY_H_

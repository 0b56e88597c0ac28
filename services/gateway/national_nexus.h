#ifndef KEPIL_SERVICES_GATEWAY_NATIONAL_NEXUS_H_
#define KEPIL_SERVICES_GATEWAY_NATIONAL_NEXUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/v1/trust.pb.h"
#include "services/receipt/signature_reports.h"

namespace kepil {

// Whether `authority_id` is on record as a foreign TTP that is in force at
// `now`.
bool IsForeignTtpInForce(const TrustSnapshot& trust,
                         absl::string_view authority_id, absl::Time now);

// What a foreign TTP may be told. OK for any other caller.

// PERMISSION_DENIED/ROLE_FORBIDDEN if its authority is not in force at `now`.
absl::Status CheckForeignCaller(const v1::PrincipalRecord& caller,
                                const TrustSnapshot& trust, absl::Time now);
// FAILED_PRECONDITION/NO_KZ_NEXUS if there are signatures and none is national:
// its path leads to a domestic CA; without a path, a domestic CA of whatever
// status may have issued its certificate, or the issuer says that it is of KZ.
absl::Status CheckNationalSigner(const v1::PrincipalRecord& caller,
                                 const JudgedDocument& judged,
                                 const TrustSnapshot& trust);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_NATIONAL_NEXUS_H_

#ifndef KEPIL_SERVICES_GATEWAY_AUTHORIZATION_H_
#define KEPIL_SERVICES_GATEWAY_AUTHORIZATION_H_

#include "absl/status/status.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// Every RPC, for the table of who may call it.
enum class Method {
  kValidate,
  kValidateStream,
  kGetCertificateStatus,
  kPeerValidate,
  kForward,
  kGetCapabilities,
  kGetReceipt,
  kExportEvidence,
  kListPolicies,
  kGetPolicy,
  kGetServiceInfo,
  kGetCheckpoint,
  kGetInclusionProof,
  kGetConsistencyProof,
  kGetTile,
  kVerifyReceipt,
  kExchangeDvcs,
  kGetCheckpointTimestamp,
  kProposeChange,
  kGetChange,
  kListChanges,
  kApproveChange,
  kSuspendService,
  kRefuseChange,
  kListAuthorities,
  kGetAuthority,
  kGetSnapshot,
  kEnterApplication,
  kAddDocument,
  kGetApplication,
  kListApplications,
  kGetDocument,
  kCheckApplication,
  kApproveApplication,
  kRefuseApplication,
  kListLegalRecords,
  kListCrlWatch,
  kRestrictEvidence,
  kPurgeEvidence,
};

// OK if `caller` (nullptr: anonymous) may call `method`. Anonymous callers may
// call VerifyReceipt, the log and GetServiceInfo only: else
// UNAUTHENTICATED/CALLER_UNKNOWN. A role that lacks the method:
// PERMISSION_DENIED/ROLE_FORBIDDEN. Total over methods and roles.
absl::Status Authorize(Method method, const v1::PrincipalRecord* caller);

// Whether the open methods include `method`.
bool IsOpen(Method method);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_AUTHORIZATION_H_

#include "services/gateway/authorization.h"

#include <cstdint>

#include "base/error.h"

namespace kepil {
namespace {

using RoleSet = uint32_t;

constexpr RoleSet Bit(v1::PrincipalRole role) {
  return RoleSet{1} << static_cast<int>(role);
}
constexpr RoleSet kRelyingParty = Bit(v1::PRINCIPAL_ROLE_RELYING_PARTY);
constexpr RoleSet kRegistrar = Bit(v1::PRINCIPAL_ROLE_REGISTRAR);
constexpr RoleSet kApprover = Bit(v1::PRINCIPAL_ROLE_APPROVER);
constexpr RoleSet kAuditor = Bit(v1::PRINCIPAL_ROLE_AUDITOR);
constexpr RoleSet kOperator = Bit(v1::PRINCIPAL_ROLE_OPERATOR);
constexpr RoleSet kForeignTtp = Bit(v1::PRINCIPAL_ROLE_FOREIGN_TTP);
constexpr RoleSet kNationalGateway = Bit(v1::PRINCIPAL_ROLE_NATIONAL_GATEWAY);
constexpr RoleSet kInspector = Bit(v1::PRINCIPAL_ROLE_INSPECTOR);
constexpr RoleSet kOfficers = kRegistrar | kApprover;
constexpr RoleSet kEverybodyKnown = kRelyingParty | kOfficers | kAuditor |
                                    kOperator | kForeignTtp | kNationalGateway |
                                    kInspector;
// Nobody needs to be known.
constexpr RoleSet kOpen = Bit(v1::PRINCIPAL_ROLE_UNSPECIFIED);

RoleSet RolesFor(Method method) {
  switch (method) {
    case Method::kGetServiceInfo:
    case Method::kGetCheckpoint:
    case Method::kGetInclusionProof:
    case Method::kGetConsistencyProof:
    case Method::kGetTile:
    case Method::kVerifyReceipt:
    case Method::kExchangeDvcs:  // Strangers get a signed notice.
    case Method::kGetCheckpointTimestamp:
      return kOpen;
    case Method::kValidate:
    case Method::kValidateStream:
      return kRelyingParty;
    case Method::kGetReceipt:
    case Method::kExportEvidence:
      return kRelyingParty | kForeignTtp | kAuditor | kInspector;
    case Method::kGetCertificateStatus:
      return kOfficers | kAuditor | kInspector;
    case Method::kPeerValidate:
      return kForeignTtp;
    case Method::kForward:
      return kNationalGateway;
    case Method::kGetCapabilities:
      return kForeignTtp | kNationalGateway;
    case Method::kListPolicies:
    case Method::kGetPolicy:
    case Method::kListAuthorities:
    case Method::kGetAuthority:
    case Method::kGetSnapshot:
      return kEverybodyKnown;
    case Method::kListCrlWatch:
      return kOfficers | kAuditor | kOperator;
    case Method::kPurgeEvidence:
      return kOperator;
    case Method::kProposeChange:
    case Method::kEnterApplication:
    case Method::kAddDocument:
    case Method::kCheckApplication:
    case Method::kApproveApplication:
      return kRegistrar;
    case Method::kGetChange:
    case Method::kListChanges:
    case Method::kGetApplication:
    case Method::kListApplications:
    case Method::kGetDocument:
    case Method::kListLegalRecords:
      return kOfficers | kAuditor;
    case Method::kApproveChange:
      return kApprover;
    case Method::kSuspendService:
    case Method::kRefuseApplication:
    case Method::kRestrictEvidence:
      return kOfficers;
    case Method::kRefuseChange:
      return kApprover;
  }
  return 0;
}

}  // namespace

bool IsOpen(Method method) { return RolesFor(method) == kOpen; }

absl::Status Authorize(Method method, const v1::PrincipalRecord* caller) {
  if (IsOpen(method)) {
    return absl::OkStatus();
  }
  if (caller == nullptr || caller->withdrawn()) {
    return MakeError(absl::StatusCode::kUnauthenticated,
                     v1::ERROR_REASON_CALLER_UNKNOWN,
                     "the client certificate is not registered");
  }
  const RoleSet wanted = RolesFor(method);
  for (const int role : caller->roles()) {
    if (role > 0 && role <= v1::PrincipalRole_MAX &&
        (wanted & Bit(static_cast<v1::PrincipalRole>(role))) != 0) {
      return absl::OkStatus();
    }
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   v1::ERROR_REASON_ROLE_FORBIDDEN,
                   "the caller's role does not include this method");
}

}  // namespace kepil

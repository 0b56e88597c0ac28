#include "services/gateway/authorization.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

v1::PrincipalRecord With(v1::PrincipalRole role) {
  v1::PrincipalRecord record;
  record.set_id("p");
  record.add_roles(role);
  return record;
}

const std::vector<Method> kAll = {Method::kValidate,
                                  Method::kValidateStream,
                                  Method::kGetCertificateStatus,
                                  Method::kPeerValidate,
                                  Method::kForward,
                                  Method::kGetCapabilities,
                                  Method::kGetReceipt,
                                  Method::kExportEvidence,
                                  Method::kListPolicies,
                                  Method::kGetPolicy,
                                  Method::kGetServiceInfo,
                                  Method::kGetCheckpoint,
                                  Method::kGetInclusionProof,
                                  Method::kGetConsistencyProof,
                                  Method::kGetTile,
                                  Method::kVerifyReceipt,
                                  Method::kExchangeDvcs,
                                  Method::kGetCheckpointTimestamp,
                                  Method::kProposeChange,
                                  Method::kGetChange,
                                  Method::kListChanges,
                                  Method::kApproveChange,
                                  Method::kSuspendService,
                                  Method::kRefuseChange,
                                  Method::kListAuthorities,
                                  Method::kGetAuthority,
                                  Method::kGetSnapshot,
                                  Method::kEnterApplication,
                                  Method::kAddDocument,
                                  Method::kGetApplication,
                                  Method::kListApplications,
                                  Method::kGetDocument,
                                  Method::kCheckApplication,
                                  Method::kApproveApplication,
                                  Method::kRefuseApplication,
                                  Method::kListLegalRecords,

                                  Method::kListCrlWatch,
                                  Method::kRestrictEvidence,
                                  Method::kPurgeEvidence};

// Law: DEF-17.
TEST(AuthorizationTest, AnonymousCallersReachTheOpenMethodsAndNoOther) {
  int open = 0;
  for (const Method method : kAll) {
    const absl::Status status = Authorize(method, nullptr);
    if (IsOpen(method)) {
      EXPECT_TRUE(status.ok());
      ++open;
    } else {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated));
      EXPECT_THAT(status, HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
    }
  }
  EXPECT_EQ(open, 8);
}

TEST(AuthorizationTest, RelyingPartyMayNotTouchTheRegistry) {
  const v1::PrincipalRecord party = With(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  EXPECT_TRUE(Authorize(Method::kValidate, &party).ok());
  for (const Method method :
       {Method::kProposeChange, Method::kApproveChange, Method::kSuspendService,
        Method::kRefuseChange, Method::kListChanges}) {
    EXPECT_THAT(Authorize(method, &party),
                HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  }
}

TEST(AuthorizationTest, ProposingAndApprovingAreDifferentRoles) {
  const v1::PrincipalRecord registrar = With(v1::PRINCIPAL_ROLE_REGISTRAR);
  const v1::PrincipalRecord approver = With(v1::PRINCIPAL_ROLE_APPROVER);
  EXPECT_TRUE(Authorize(Method::kProposeChange, &registrar).ok());
  EXPECT_FALSE(Authorize(Method::kApproveChange, &registrar).ok());
  EXPECT_TRUE(Authorize(Method::kApproveChange, &approver).ok());
  EXPECT_FALSE(Authorize(Method::kProposeChange, &approver).ok());
  EXPECT_TRUE(Authorize(Method::kSuspendService, &registrar).ok());
  EXPECT_TRUE(Authorize(Method::kSuspendService, &approver).ok());
}

TEST(AuthorizationTest, WithdrawnOrRolelessCallersAreRefused) {
  v1::PrincipalRecord withdrawn = With(v1::PRINCIPAL_ROLE_RELYING_PARTY);
  withdrawn.set_withdrawn(true);
  EXPECT_THAT(Authorize(Method::kValidate, &withdrawn),
              HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
  const v1::PrincipalRecord nobody = With(v1::PRINCIPAL_ROLE_UNSPECIFIED);
  EXPECT_THAT(Authorize(Method::kValidate, &nobody),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
}

}  // namespace
}  // namespace kepil

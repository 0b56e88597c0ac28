#include "services/rpc/operations_service.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/rpc/call_fixture.h"
#include "services/rpc/status_mapping.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/memory_evidence_standings.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/receipt_log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// OperationsHouse serves the face of a node with neither addresses nor receipts
// to a caller of one role.
struct OperationsHouse {
  explicit OperationsHouse(v1::PrincipalRole role) {
    fixture.ServeTo(role, face);
    stub = v1::OperationsService::NewStub(fixture.channel);
  }
  ~OperationsHouse() { fixture.server->Shutdown(); }

  CallFixture fixture;
  FakeFetcher fetcher;
  SnapshotPublisher publisher;
  const CrlWatch watch{{fixture.clock, publisher, fetcher},
                       CrlWatch::Options()};
  ReceiptLogFixture log{fixture.clock};
  MemoryEvidenceStore evidence;
  MemoryEvidenceStandings standings;
  ReceiptAccess access{{*log.issuer, log.store, evidence,
                        [](int64_t) -> absl::StatusOr<std::string> {
                          return absl::NotFoundError("");
                        },
                        &standings}};
  EvidenceKeeping keeping{
      {fixture.clock, access, standings, publisher,
       [] { return std::make_shared<const storage::v1::RegistryImage>(); },
       [] { return LegalRulesRef(); }, nullptr}};
  OperationsServiceFace face{fixture.runner, watch, keeping};
  std::unique_ptr<v1::OperationsService::Stub> stub;
};

grpc::StatusCode WatchAs(v1::PrincipalRole role) {
  OperationsHouse house(role);
  grpc::ClientContext context;
  v1::ListCrlWatchResponse response;
  const grpc::Status status =
      house.stub->ListCrlWatch(&context, v1::ListCrlWatchRequest(), &response);
  EXPECT_EQ(response.entries_size(), 0);
  return status.error_code();
}

TEST(OperationsServiceTest, OfficersAuditorsAndOperatorsSeeTheWatch) {
  for (const v1::PrincipalRole role :
       {v1::PRINCIPAL_ROLE_REGISTRAR, v1::PRINCIPAL_ROLE_APPROVER,
        v1::PRINCIPAL_ROLE_AUDITOR, v1::PRINCIPAL_ROLE_OPERATOR}) {
    EXPECT_EQ(WatchAs(role), grpc::StatusCode::OK);
  }
  EXPECT_EQ(WatchAs(v1::PRINCIPAL_ROLE_RELYING_PARTY),
            grpc::StatusCode::PERMISSION_DENIED);
}

absl::Status RestrictAs(v1::PrincipalRole role) {
  OperationsHouse house(role);
  grpc::ClientContext context;
  v1::RestrictEvidenceRequest request;
  request.set_receipt_id(std::string(32, '0'));
  request.set_ground("K41(3)");
  v1::RestrictEvidenceResponse response;
  return FromGrpc(house.stub->RestrictEvidence(&context, request, &response));
}

absl::Status PurgeAs(v1::PrincipalRole role) {
  OperationsHouse house(role);
  grpc::ClientContext context;
  v1::PurgeEvidenceRequest request;
  request.set_receipt_id(std::string(32, '0'));
  request.set_act("act 9");
  v1::PurgeEvidenceResponse response;
  return FromGrpc(house.stub->PurgeEvidence(&context, request, &response));
}

TEST(OperationsServiceTest, OfficersRestrictAndOperatorsPurge) {
  EXPECT_THAT(RestrictAs(v1::PRINCIPAL_ROLE_APPROVER),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_THAT(RestrictAs(v1::PRINCIPAL_ROLE_OPERATOR),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  EXPECT_THAT(PurgeAs(v1::PRINCIPAL_ROLE_OPERATOR),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_THAT(PurgeAs(v1::PRINCIPAL_ROLE_REGISTRAR),
              HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
}

}  // namespace
}  // namespace kepil

#include "services/rpc/operations_service.h"

#include <memory>

#include "gtest/gtest.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/fake_fetcher.h"

namespace kepil {
namespace {

// What a caller of that role is told of a registry without addresses.
grpc::StatusCode CodeFor(v1::PrincipalRole role) {
  CallFixture fixture;
  FakeFetcher fetcher;
  SnapshotPublisher publisher;
  const CrlWatch watch({fixture.clock, publisher, fetcher},
                       CrlWatch::Options());
  OperationsServiceFace face(fixture.runner, watch);
  fixture.ServeTo(role, face);
  const auto stub = v1::OperationsService::NewStub(fixture.channel);
  grpc::ClientContext context;
  v1::ListCrlWatchResponse response;
  const grpc::Status status =
      stub->ListCrlWatch(&context, v1::ListCrlWatchRequest(), &response);
  EXPECT_EQ(response.entries_size(), 0);
  fixture.server->Shutdown();
  return status.error_code();
}

TEST(OperationsServiceTest, OfficersAuditorsAndOperatorsSeeTheWatch) {
  for (const v1::PrincipalRole role :
       {v1::PRINCIPAL_ROLE_REGISTRAR, v1::PRINCIPAL_ROLE_APPROVER,
        v1::PRINCIPAL_ROLE_AUDITOR, v1::PRINCIPAL_ROLE_OPERATOR}) {
    EXPECT_EQ(CodeFor(role), grpc::StatusCode::OK);
  }
  EXPECT_EQ(CodeFor(v1::PRINCIPAL_ROLE_RELYING_PARTY),
            grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace kepil

#ifndef KEPIL_SERVICES_RPC_TRUST_LIST_SERVICE_H_
#define KEPIL_SERVICES_RPC_TRUST_LIST_SERVICE_H_

#include "kepil/v1/registrar.grpc.pb.h"
#include "services/gateway/trust_list.h"
#include "services/rpc/unary.h"
#include "trustlist/registry.h"

namespace kepil {

// The gRPC face of TrustListService: the registry, read.
class TrustListServiceFace : public v1::TrustListService::CallbackService {
 public:
  TrustListServiceFace(CallRunner& runner, const TrustList& list);

  grpc::ServerUnaryReactor* ListAuthorities(
      grpc::CallbackServerContext* context,
      const v1::ListAuthoritiesRequest* request,
      v1::ListAuthoritiesResponse* response) override;
  grpc::ServerUnaryReactor* GetAuthority(
      grpc::CallbackServerContext* context,
      const v1::GetAuthorityRequest* request,
      v1::GetAuthorityResponse* response) override;
  grpc::ServerUnaryReactor* GetSnapshot(
      grpc::CallbackServerContext* context,
      const v1::GetSnapshotRequest* request,
      v1::GetSnapshotResponse* response) override;
  grpc::ServerUnaryReactor* ListLegalRecords(
      grpc::CallbackServerContext* context,
      const v1::ListLegalRecordsRequest* request,
      v1::ListLegalRecordsResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::ListAuthoritiesRequest, v1::ListAuthoritiesResponse>
      list_;
  const UnaryMethod<v1::GetAuthorityRequest, v1::GetAuthorityResponse> get_;
  const UnaryMethod<v1::GetSnapshotRequest, v1::GetSnapshotResponse> snapshot_;
  const UnaryMethod<v1::ListLegalRecordsRequest, v1::ListLegalRecordsResponse>
      legal_records_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_TRUST_LIST_SERVICE_H_

#include "services/rpc/trust_list_service.h"

#include "base/status_macros.h"

namespace kepil {

TrustListServiceFace::TrustListServiceFace(CallRunner& runner,
                                           const TrustList& list)
    : runner_(runner),
      list_([&list](const CallContext& call,
                    const v1::ListAuthoritiesRequest& request) {
        return list.List(request, AudienceOf(*call.caller));
      }),
      get_([&list](const CallContext& call,
                   const v1::GetAuthorityRequest& request) {
        return list.Get(request, AudienceOf(*call.caller));
      }),
      snapshot_([&list](const CallContext& call,
                        const v1::GetSnapshotRequest& request) {
        return list.Snapshot(request, AudienceOf(*call.caller));
      }),
      legal_records_([&list](const CallContext&,
                             const v1::ListLegalRecordsRequest& request) {
        return list.LegalRecords(request);
      }) {}

grpc::ServerUnaryReactor* TrustListServiceFace::ListAuthorities(
    grpc::CallbackServerContext* context,
    const v1::ListAuthoritiesRequest* request,
    v1::ListAuthoritiesResponse* response) {
  return runner_.Run(context, Method::kListAuthorities, request, response,
                     list_);
}

grpc::ServerUnaryReactor* TrustListServiceFace::GetAuthority(
    grpc::CallbackServerContext* context,
    const v1::GetAuthorityRequest* request,
    v1::GetAuthorityResponse* response) {
  return runner_.Run(context, Method::kGetAuthority, request, response, get_);
}

grpc::ServerUnaryReactor* TrustListServiceFace::GetSnapshot(
    grpc::CallbackServerContext* context, const v1::GetSnapshotRequest* request,
    v1::GetSnapshotResponse* response) {
  return runner_.Run(context, Method::kGetSnapshot, request, response,
                     snapshot_);
}

grpc::ServerUnaryReactor* TrustListServiceFace::ListLegalRecords(
    grpc::CallbackServerContext* context,
    const v1::ListLegalRecordsRequest* request,
    v1::ListLegalRecordsResponse* response) {
  return runner_.Run(context, Method::kListLegalRecords, request, response,
                     legal_records_);
}

}  // namespace kepil

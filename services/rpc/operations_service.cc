#include "services/rpc/operations_service.h"

namespace kepil {

OperationsServiceFace::OperationsServiceFace(CallRunner& runner,
                                             const CrlWatch& watch,
                                             EvidenceKeeping& keeping)
    : runner_(runner),
      watch_([&watch](const CallContext&, const v1::ListCrlWatchRequest&)
                 -> absl::StatusOr<v1::ListCrlWatchResponse> {
        return watch.List();
      }),
      restrict_([&keeping](const CallContext& call,
                           const v1::RestrictEvidenceRequest& request) {
        return keeping.Restrict(request, *call.caller);
      }),
      purge_([&keeping](const CallContext& call,
                        const v1::PurgeEvidenceRequest& request) {
        return keeping.Purge(request, *call.caller);
      }) {}

grpc::ServerUnaryReactor* OperationsServiceFace::ListCrlWatch(
    grpc::CallbackServerContext* context,
    const v1::ListCrlWatchRequest* request,
    v1::ListCrlWatchResponse* response) {
  return runner_.Run(context, Method::kListCrlWatch, request, response, watch_);
}

grpc::ServerUnaryReactor* OperationsServiceFace::RestrictEvidence(
    grpc::CallbackServerContext* context,
    const v1::RestrictEvidenceRequest* request,
    v1::RestrictEvidenceResponse* response) {
  return runner_.Run(context, Method::kRestrictEvidence, request, response,
                     restrict_);
}

grpc::ServerUnaryReactor* OperationsServiceFace::PurgeEvidence(
    grpc::CallbackServerContext* context,
    const v1::PurgeEvidenceRequest* request,
    v1::PurgeEvidenceResponse* response) {
  return runner_.Run(context, Method::kPurgeEvidence, request, response,
                     purge_);
}

}  // namespace kepil

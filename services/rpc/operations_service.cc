#include "services/rpc/operations_service.h"

namespace kepil {

OperationsServiceFace::OperationsServiceFace(CallRunner& runner,
                                             const CrlWatch& watch)
    : runner_(runner),
      watch_([&watch](const CallContext&, const v1::ListCrlWatchRequest&)
                 -> absl::StatusOr<v1::ListCrlWatchResponse> {
        return watch.List();
      }) {}

grpc::ServerUnaryReactor* OperationsServiceFace::ListCrlWatch(
    grpc::CallbackServerContext* context,
    const v1::ListCrlWatchRequest* request,
    v1::ListCrlWatchResponse* response) {
  return runner_.Run(context, Method::kListCrlWatch, request, response, watch_);
}

}  // namespace kepil

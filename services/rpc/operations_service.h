#ifndef KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_
#define KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_

#include "kepil/v1/operations.grpc.pb.h"
#include "services/gateway/crl_watch.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of OperationsService.
class OperationsServiceFace : public v1::OperationsService::CallbackService {
 public:
  // Both outlive the face.
  OperationsServiceFace(CallRunner& runner, const CrlWatch& watch);

  grpc::ServerUnaryReactor* ListCrlWatch(
      grpc::CallbackServerContext* context,
      const v1::ListCrlWatchRequest* request,
      v1::ListCrlWatchResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::ListCrlWatchRequest, v1::ListCrlWatchResponse> watch_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_

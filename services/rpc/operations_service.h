#ifndef KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_
#define KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_

#include "kepil/v1/operations.grpc.pb.h"
#include "services/gateway/crl_watch.h"
#include "services/gateway/evidence_keeping.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of OperationsService.
class OperationsServiceFace : public v1::OperationsService::CallbackService {
 public:
  // All outlive the face.
  OperationsServiceFace(CallRunner& runner, const CrlWatch& watch,
                        EvidenceKeeping& keeping);

  grpc::ServerUnaryReactor* ListCrlWatch(
      grpc::CallbackServerContext* context,
      const v1::ListCrlWatchRequest* request,
      v1::ListCrlWatchResponse* response) override;
  grpc::ServerUnaryReactor* RestrictEvidence(
      grpc::CallbackServerContext* context,
      const v1::RestrictEvidenceRequest* request,
      v1::RestrictEvidenceResponse* response) override;
  grpc::ServerUnaryReactor* PurgeEvidence(
      grpc::CallbackServerContext* context,
      const v1::PurgeEvidenceRequest* request,
      v1::PurgeEvidenceResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::ListCrlWatchRequest, v1::ListCrlWatchResponse> watch_;
  const UnaryMethod<v1::RestrictEvidenceRequest, v1::RestrictEvidenceResponse>
      restrict_;
  const UnaryMethod<v1::PurgeEvidenceRequest, v1::PurgeEvidenceResponse> purge_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_OPERATIONS_SERVICE_H_

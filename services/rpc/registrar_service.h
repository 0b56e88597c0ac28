#ifndef KEPIL_SERVICES_RPC_REGISTRAR_SERVICE_H_
#define KEPIL_SERVICES_RPC_REGISTRAR_SERVICE_H_

#include "kepil/v1/registrar.grpc.pb.h"
#include "services/gateway/registration_flow.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of RegistrarService.
class RegistrarServiceFace : public v1::RegistrarService::CallbackService {
 public:
  RegistrarServiceFace(CallRunner& runner, RegistrationFlow& flow);

  grpc::ServerUnaryReactor* ProposeChange(
      grpc::CallbackServerContext* context,
      const v1::ProposeChangeRequest* request,
      v1::ProposeChangeResponse* response) override;
  grpc::ServerUnaryReactor* GetChange(grpc::CallbackServerContext* context,
                                      const v1::GetChangeRequest* request,
                                      v1::GetChangeResponse* response) override;
  grpc::ServerUnaryReactor* ListChanges(
      grpc::CallbackServerContext* context,
      const v1::ListChangesRequest* request,
      v1::ListChangesResponse* response) override;
  grpc::ServerUnaryReactor* ApproveChange(
      grpc::CallbackServerContext* context,
      const v1::ApproveChangeRequest* request,
      v1::ApproveChangeResponse* response) override;
  grpc::ServerUnaryReactor* SuspendService(
      grpc::CallbackServerContext* context,
      const v1::SuspendServiceRequest* request,
      v1::SuspendServiceResponse* response) override;
  grpc::ServerUnaryReactor* RefuseChange(
      grpc::CallbackServerContext* context,
      const v1::RefuseChangeRequest* request,
      v1::RefuseChangeResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::ProposeChangeRequest, v1::ProposeChangeResponse>
      propose_;
  const UnaryMethod<v1::GetChangeRequest, v1::GetChangeResponse> get_;
  const UnaryMethod<v1::ListChangesRequest, v1::ListChangesResponse> list_;
  const UnaryMethod<v1::ApproveChangeRequest, v1::ApproveChangeResponse>
      approve_;
  const UnaryMethod<v1::SuspendServiceRequest, v1::SuspendServiceResponse>
      suspend_;
  const UnaryMethod<v1::RefuseChangeRequest, v1::RefuseChangeResponse> refuse_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_REGISTRAR_SERVICE_H_

#ifndef KEPIL_SERVICES_RPC_APPLICATION_SERVICE_H_
#define KEPIL_SERVICES_RPC_APPLICATION_SERVICE_H_

#include "kepil/v1/application.grpc.pb.h"
#include "services/gateway/application_flow.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of ApplicationService.
class ApplicationServiceFace : public v1::ApplicationService::CallbackService {
 public:
  ApplicationServiceFace(CallRunner& runner, ApplicationFlow& flow);

  grpc::ServerUnaryReactor* EnterApplication(
      grpc::CallbackServerContext* context,
      const v1::EnterApplicationRequest* request,
      v1::EnterApplicationResponse* response) override;
  grpc::ServerUnaryReactor* AddDocument(
      grpc::CallbackServerContext* context,
      const v1::AddDocumentRequest* request,
      v1::AddDocumentResponse* response) override;
  grpc::ServerUnaryReactor* GetApplication(
      grpc::CallbackServerContext* context,
      const v1::GetApplicationRequest* request,
      v1::GetApplicationResponse* response) override;
  grpc::ServerUnaryReactor* ListApplications(
      grpc::CallbackServerContext* context,
      const v1::ListApplicationsRequest* request,
      v1::ListApplicationsResponse* response) override;
  grpc::ServerUnaryReactor* GetDocument(
      grpc::CallbackServerContext* context,
      const v1::GetDocumentRequest* request,
      v1::GetDocumentResponse* response) override;
  grpc::ServerUnaryReactor* CheckApplication(
      grpc::CallbackServerContext* context,
      const v1::CheckApplicationRequest* request,
      v1::CheckApplicationResponse* response) override;
  grpc::ServerUnaryReactor* ApproveApplication(
      grpc::CallbackServerContext* context,
      const v1::ApproveApplicationRequest* request,
      v1::ApproveApplicationResponse* response) override;
  grpc::ServerUnaryReactor* RefuseApplication(
      grpc::CallbackServerContext* context,
      const v1::RefuseApplicationRequest* request,
      v1::RefuseApplicationResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::EnterApplicationRequest, v1::EnterApplicationResponse>
      enter_;
  const UnaryMethod<v1::AddDocumentRequest, v1::AddDocumentResponse> add_;
  const UnaryMethod<v1::GetApplicationRequest, v1::GetApplicationResponse> get_;
  const UnaryMethod<v1::ListApplicationsRequest, v1::ListApplicationsResponse>
      list_;
  const UnaryMethod<v1::GetDocumentRequest, v1::GetDocumentResponse> document_;
  const UnaryMethod<v1::CheckApplicationRequest, v1::CheckApplicationResponse>
      check_;
  const UnaryMethod<v1::ApproveApplicationRequest,
                    v1::ApproveApplicationResponse>
      approve_;
  const UnaryMethod<v1::RefuseApplicationRequest, v1::RefuseApplicationResponse>
      refuse_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_APPLICATION_SERVICE_H_

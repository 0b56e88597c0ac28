#include "services/rpc/application_service.h"

namespace kepil {

ApplicationServiceFace::ApplicationServiceFace(CallRunner& runner,
                                               ApplicationFlow& flow)
    : runner_(runner),
      enter_([&flow](const CallContext& call,
                     const v1::EnterApplicationRequest& request) {
        return flow.Enter(request, *call.caller);
      }),
      add_([&flow](const CallContext& call,
                   const v1::AddDocumentRequest& request) {
        return flow.Add(request, *call.caller);
      }),
      get_([&flow](const CallContext&,
                   const v1::GetApplicationRequest& request) {
        return flow.Get(request);
      }),
      list_([&flow](const CallContext&,
                    const v1::ListApplicationsRequest& request) {
        return flow.List(request);
      }),
      document_(
          [&flow](const CallContext&, const v1::GetDocumentRequest& request) {
            return flow.GetDocument(request);
          }),
      check_([&flow](const CallContext& call,
                     const v1::CheckApplicationRequest& request) {
        return flow.Check(request, *call.caller, call.deadline);
      }),
      approve_([&flow](const CallContext& call,
                       const v1::ApproveApplicationRequest& request) {
        return flow.Approve(request, *call.caller);
      }),
      refuse_([&flow](const CallContext& call,
                      const v1::RefuseApplicationRequest& request) {
        return flow.Refuse(request, *call.caller);
      }) {}

grpc::ServerUnaryReactor* ApplicationServiceFace::EnterApplication(
    grpc::CallbackServerContext* context,
    const v1::EnterApplicationRequest* request,
    v1::EnterApplicationResponse* response) {
  return runner_.Run(context, Method::kEnterApplication, request, response,
                     enter_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::AddDocument(
    grpc::CallbackServerContext* context, const v1::AddDocumentRequest* request,
    v1::AddDocumentResponse* response) {
  return runner_.Run(context, Method::kAddDocument, request, response, add_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::GetApplication(
    grpc::CallbackServerContext* context,
    const v1::GetApplicationRequest* request,
    v1::GetApplicationResponse* response) {
  return runner_.Run(context, Method::kGetApplication, request, response, get_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::ListApplications(
    grpc::CallbackServerContext* context,
    const v1::ListApplicationsRequest* request,
    v1::ListApplicationsResponse* response) {
  return runner_.Run(context, Method::kListApplications, request, response,
                     list_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::GetDocument(
    grpc::CallbackServerContext* context, const v1::GetDocumentRequest* request,
    v1::GetDocumentResponse* response) {
  return runner_.Run(context, Method::kGetDocument, request, response,
                     document_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::CheckApplication(
    grpc::CallbackServerContext* context,
    const v1::CheckApplicationRequest* request,
    v1::CheckApplicationResponse* response) {
  return runner_.Run(context, Method::kCheckApplication, request, response,
                     check_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::ApproveApplication(
    grpc::CallbackServerContext* context,
    const v1::ApproveApplicationRequest* request,
    v1::ApproveApplicationResponse* response) {
  return runner_.Run(context, Method::kApproveApplication, request, response,
                     approve_);
}

grpc::ServerUnaryReactor* ApplicationServiceFace::RefuseApplication(
    grpc::CallbackServerContext* context,
    const v1::RefuseApplicationRequest* request,
    v1::RefuseApplicationResponse* response) {
  return runner_.Run(context, Method::kRefuseApplication, request, response,
                     refuse_);
}

}  // namespace kepil

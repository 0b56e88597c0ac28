#include "services/rpc/registrar_service.h"

#include "base/status_macros.h"

namespace kepil {

RegistrarServiceFace::RegistrarServiceFace(CallRunner& runner,
                                           RegistrationFlow& flow)
    : runner_(runner),
      propose_([&flow](const CallContext& call,
                       const v1::ProposeChangeRequest& request) {
        return flow.Propose(request, *call.caller);
      }),
      get_([&flow](const CallContext&, const v1::GetChangeRequest& request)
               -> absl::StatusOr<v1::GetChangeResponse> {
        v1::GetChangeResponse response;
        KEPIL_ASSIGN_OR_RETURN(*response.mutable_change(),
                               flow.GetChange(request.change_id()));
        return response;
      }),
      list_([&flow](const CallContext&, const v1::ListChangesRequest& request) {
        return flow.ListChanges(request);
      }),
      approve_([&flow](const CallContext& call,
                       const v1::ApproveChangeRequest& request) {
        return flow.Approve(request, *call.caller);
      }),
      suspend_([&flow](const CallContext& call,
                       const v1::SuspendServiceRequest& request) {
        return flow.Suspend(request, *call.caller);
      }),
      refuse_([&flow](const CallContext& call,
                      const v1::RefuseChangeRequest& request) {
        return flow.Refuse(request, *call.caller);
      }) {}

grpc::ServerUnaryReactor* RegistrarServiceFace::ProposeChange(
    grpc::CallbackServerContext* context,
    const v1::ProposeChangeRequest* request,
    v1::ProposeChangeResponse* response) {
  return runner_.Run(context, Method::kProposeChange, request, response,
                     propose_);
}

grpc::ServerUnaryReactor* RegistrarServiceFace::GetChange(
    grpc::CallbackServerContext* context, const v1::GetChangeRequest* request,
    v1::GetChangeResponse* response) {
  return runner_.Run(context, Method::kGetChange, request, response, get_);
}

grpc::ServerUnaryReactor* RegistrarServiceFace::ListChanges(
    grpc::CallbackServerContext* context, const v1::ListChangesRequest* request,
    v1::ListChangesResponse* response) {
  return runner_.Run(context, Method::kListChanges, request, response, list_);
}

grpc::ServerUnaryReactor* RegistrarServiceFace::ApproveChange(
    grpc::CallbackServerContext* context,
    const v1::ApproveChangeRequest* request,
    v1::ApproveChangeResponse* response) {
  return runner_.Run(context, Method::kApproveChange, request, response,
                     approve_);
}

grpc::ServerUnaryReactor* RegistrarServiceFace::SuspendService(
    grpc::CallbackServerContext* context,
    const v1::SuspendServiceRequest* request,
    v1::SuspendServiceResponse* response) {
  return runner_.Run(context, Method::kSuspendService, request, response,
                     suspend_);
}

grpc::ServerUnaryReactor* RegistrarServiceFace::RefuseChange(
    grpc::CallbackServerContext* context,
    const v1::RefuseChangeRequest* request,
    v1::RefuseChangeResponse* response) {
  return runner_.Run(context, Method::kRefuseChange, request, response,
                     refuse_);
}

}  // namespace kepil

#include "services/rpc/peer_service.h"

#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"

namespace kepil {

PeerServiceFace::PeerServiceFace(Rooms rooms) : rooms_(std::move(rooms)) {
  MakeMethods();
}

void PeerServiceFace::MakeMethods() {
  exchange_dvcs_ = [this](const CallContext& context,
                          const v1::ExchangeDvcsRequest& request)
      -> absl::StatusOr<v1::ExchangeDvcsResponse> {
    DvcsCall call;
    if (context.caller != nullptr) {
      call.caller = *context.caller;
    }
    call.deadline = context.deadline;
    call.ingress = rooms_.ingress;
    KEPIL_ASSIGN_OR_RETURN(DvcsReply reply,
                           rooms_.dvcs.Exchange(request.request(), call));
    v1::ExchangeDvcsResponse response;
    response.set_answer(std::move(reply.der));
    return response;
  };
  validate_ = [this](const CallContext& call,
                     const v1::PeerValidateRequest& request)
      -> absl::StatusOr<v1::ValidateResponse> {
    v1::ValidateResponse response;
    KEPIL_ASSIGN_OR_RETURN(
        *response.mutable_receipt(),
        rooms_.peers.Validate(request,
                              {*call.caller, call.ingress, call.deadline}));
    return response;
  };
  forward_ = [this](const CallContext& call,
                    const v1::InterstateEnvelope& envelope)
      -> absl::StatusOr<v1::ValidateResponse> {
    v1::ValidateResponse response;
    KEPIL_ASSIGN_OR_RETURN(
        *response.mutable_receipt(),
        rooms_.peers.Forward(envelope,
                             {*call.caller, call.ingress, call.deadline}));
    return response;
  };
  get_capabilities_ = [this](const CallContext& call,
                             const v1::GetCapabilitiesRequest&)
      -> absl::StatusOr<v1::GetCapabilitiesResponse> {
    v1::GetCapabilitiesResponse response =
        CapabilitiesOf(rooms_.info(), rooms_.doors, *call.caller);
    const CallerQuota::Share share = rooms_.quota.ShareOf(*call.caller);
    response.set_requests_per_minute(share.requests_per_minute);
    response.set_requests_in_flight(share.requests_in_flight);
    return response;
  };
}

grpc::ServerUnaryReactor* PeerServiceFace::ExchangeDvcs(
    grpc::CallbackServerContext* context,
    const v1::ExchangeDvcsRequest* request,
    v1::ExchangeDvcsResponse* response) {
  return rooms_.runner.Run(context, Method::kExchangeDvcs, request, response,
                           exchange_dvcs_);
}

grpc::ServerUnaryReactor* PeerServiceFace::Validate(
    grpc::CallbackServerContext* context,
    const v1::PeerValidateRequest* request, v1::ValidateResponse* response) {
  return rooms_.runner.Run(context, Method::kPeerValidate, request, response,
                           validate_);
}

grpc::ServerUnaryReactor* PeerServiceFace::Forward(
    grpc::CallbackServerContext* context, const v1::InterstateEnvelope* request,
    v1::ValidateResponse* response) {
  return rooms_.runner.Run(context, Method::kForward, request, response,
                           forward_);
}

grpc::ServerUnaryReactor* PeerServiceFace::GetCapabilities(
    grpc::CallbackServerContext* context,
    const v1::GetCapabilitiesRequest* request,
    v1::GetCapabilitiesResponse* response) {
  return rooms_.runner.Run(context, Method::kGetCapabilities, request, response,
                           get_capabilities_);
}

}  // namespace kepil

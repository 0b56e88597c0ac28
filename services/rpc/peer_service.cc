#include "services/rpc/peer_service.h"

#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"

namespace kepil {

PeerServiceFace::PeerServiceFace(CallRunner& runner, DvcsFace& dvcs)
    : runner_(runner),
      exchange_dvcs_([&dvcs](const CallContext& context,
                             const v1::ExchangeDvcsRequest& request)
                         -> absl::StatusOr<v1::ExchangeDvcsResponse> {
        DvcsCall call;
        call.caller = context.caller;
        call.deadline = context.deadline;
        KEPIL_ASSIGN_OR_RETURN(DvcsReply reply,
                               dvcs.Exchange(request.request(), call));
        v1::ExchangeDvcsResponse response;
        response.set_answer(std::move(reply.der));
        return response;
      }) {}

grpc::ServerUnaryReactor* PeerServiceFace::ExchangeDvcs(
    grpc::CallbackServerContext* context,
    const v1::ExchangeDvcsRequest* request,
    v1::ExchangeDvcsResponse* response) {
  return runner_.Run(context, Method::kExchangeDvcs, request, response,
                     exchange_dvcs_);
}

}  // namespace kepil

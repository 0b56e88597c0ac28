#ifndef KEPIL_SERVICES_RPC_PEER_SERVICE_H_
#define KEPIL_SERVICES_RPC_PEER_SERVICE_H_

#include <functional>

#include "kepil/v1/peer.grpc.pb.h"
#include "services/gateway/peer_capabilities.h"
#include "services/gateway/peer_flow.h"
#include "services/rpc/caller_quota.h"
#include "services/rpc/dvcs_face.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of peer.proto behind the listeners of one kind.
class PeerServiceFace : public v1::PeerService::CallbackService {
 public:
  struct Rooms {  // Borrowed; outlive the face.
    CallRunner& runner;
    DvcsFace& dvcs;
    PeerFlow& peers;
    const CallerQuota& quota;
    std::function<v1::GetServiceInfoResponse()> info;
    PeerDoors doors;
    IngressRules ingress;  // As the runner's.
  };
  explicit PeerServiceFace(Rooms rooms);

  grpc::ServerUnaryReactor* ExchangeDvcs(
      grpc::CallbackServerContext* context,
      const v1::ExchangeDvcsRequest* request,
      v1::ExchangeDvcsResponse* response) override;
  grpc::ServerUnaryReactor* Validate(grpc::CallbackServerContext* context,
                                     const v1::PeerValidateRequest* request,
                                     v1::ValidateResponse* response) override;
  grpc::ServerUnaryReactor* Forward(grpc::CallbackServerContext* context,
                                    const v1::InterstateEnvelope* request,
                                    v1::ValidateResponse* response) override;
  grpc::ServerUnaryReactor* GetCapabilities(
      grpc::CallbackServerContext* context,
      const v1::GetCapabilitiesRequest* request,
      v1::GetCapabilitiesResponse* response) override;

 private:
  void MakeMethods();

  const Rooms rooms_;
  UnaryMethod<v1::ExchangeDvcsRequest, v1::ExchangeDvcsResponse> exchange_dvcs_;
  UnaryMethod<v1::PeerValidateRequest, v1::ValidateResponse> validate_;
  UnaryMethod<v1::InterstateEnvelope, v1::ValidateResponse> forward_;
  UnaryMethod<v1::GetCapabilitiesRequest, v1::GetCapabilitiesResponse>
      get_capabilities_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_PEER_SERVICE_H_

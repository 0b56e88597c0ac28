#ifndef KEPIL_SERVICES_RPC_PEER_SERVICE_H_
#define KEPIL_SERVICES_RPC_PEER_SERVICE_H_

#include "kepil/v1/peer.grpc.pb.h"
#include "services/rpc/dvcs_face.h"
#include "services/rpc/unary.h"

namespace kepil {

// The gRPC face of peer.proto.
class PeerServiceFace : public v1::PeerService::CallbackService {
 public:
  // Both outlive the face.
  PeerServiceFace(CallRunner& runner, DvcsFace& dvcs);

  grpc::ServerUnaryReactor* ExchangeDvcs(
      grpc::CallbackServerContext* context,
      const v1::ExchangeDvcsRequest* request,
      v1::ExchangeDvcsResponse* response) override;

 private:
  CallRunner& runner_;
  const UnaryMethod<v1::ExchangeDvcsRequest, v1::ExchangeDvcsResponse>
      exchange_dvcs_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_PEER_SERVICE_H_

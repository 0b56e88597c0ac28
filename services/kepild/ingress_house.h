#ifndef KEPIL_SERVICES_KEPILD_INGRESS_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_INGRESS_HOUSE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/signature/parse_limits.h"
#include "services/gateway/dvcs_flow.h"
#include "services/gateway/peer_flow.h"
#include "services/gateway/receipt_access.h"
#include "services/gateway/validation_flow.h"
#include "services/kepild/config.h"
#include "services/kepild/grpc_listeners.h"
#include "services/rpc/dvcs_face.h"
#include "services/rpc/peer_service.h"
#include "services/rpc/unary.h"
#include "services/rpc/validation_service.h"
#include "services/store/rocks_seen_messages.h"
#include "trustlist/registry.h"

namespace kepil {

// What holds behind listeners of `kind` (GWY-03).
IngressRules IngressRulesOf(const Config& config,
                            config::v1::Listener::Kind kind);
// What a call may hold and how long it may take.
CallLimits CallLimitsOf(const Config& config);
// Of callers who are not known.
RateLimiter::Options RateOf(const Config& config);
// Of what callers send, and of ValidateStream.
ParseLimits ParseLimitsOf(const Config& config);
ValidationFlow::Options FlowOptionsOf(const Config& config);
StreamLimits StreamLimitsOf(const Config& config, const ParseLimits& parse);
// The threads that carry requests from beginning to end.
FairExecutor::Options FlowPoolOf(const Config& config);
GrpcListeners::Options ListenerOptionsOf(const Config& config);
// Shares of callers whose records say nothing.
CallerQuota::Share QuotaOf(const Config& config);

// IngressHouse is what a kepild needs for foreign trusted third parties that
// ask it: PeerService on PARTNER, and a server of its own on RELAY.
class IngressHouse {
 public:
  struct Inputs {  // Borrowed; outlive the house.
    const Config& config;
    const Clock& clock;
    RocksDb& db;
    Registry& registry;
    const TrustSnapshotSource& trust;
    CertificateReader& certificates;
    ValidationFlow& validation;
    DvcsFace& dvcs;
    CallRunner& runner;
    const CallerQuota& quota;
    ValidationServiceFace::Rooms validation_rooms;
  };
  explicit IngressHouse(const Inputs& inputs);

  grpc::Service* face() { return &face_; }
  // RELAY, if the configuration has one. `options` as of the other listeners.
  absl::Status OpenRelay(const Config& config, GrpcListeners::Options options);
  // Drains the relay.
  void CloseRelay() { relay_.reset(); }
  // Of the relay; likewise its TLS files.
  std::vector<std::string> addresses() const;
  absl::Status ReloadTls();

 private:
  RocksSeenMessages seen_;
  PeerFlow flow_;
  CallRunner relay_runner_;
  PeerServiceFace face_, relay_face_;
  ValidationServiceFace relay_receipts_;
  std::unique_ptr<GrpcListeners> relay_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_INGRESS_HOUSE_H_

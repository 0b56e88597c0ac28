#ifndef KEPIL_SERVICES_KEPILD_PEER_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_PEER_HOUSE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/logging.h"
#include "base/periodic_runner.h"
#include "services/evidence/evidence_store.h"
#include "services/gateway/dvcs_peer_client.h"
#include "services/gateway/forwarding_flow.h"
#include "services/gateway/later_receipts.h"
#include "services/gateway/peer_guard.h"
#include "services/gateway/peer_inquiry.h"
#include "services/gateway/signed_peer_client.h"
#include "services/gateway/validation_flow.h"
#include "services/kepild/config.h"
#include "services/net/curl_fetcher.h"
#include "services/rpc/grpc_peer_client.h"
#include "services/store/rocks_peer_work_list.h"

namespace kepil {

// PeerHouse is the rooms with which a node asks foreign trusted third parties,
// wired, and the thread that sees to promised receipts. The destructor ends the
// attempt under way.
class PeerHouse {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Config& config;
    const Clock& clock;
    const Logger& log;
    EvidenceStore& evidence;
    RocksDb& db;
  };
  // nullptr without `peers` in the configuration. INVALID_ARGUMENT/
  // CONFIG_INVALID for files of TLS or of the request signer that cannot be
  // read.
  static absl::StatusOr<std::unique_ptr<PeerHouse>> Open(const Rooms& rooms);

  // What the node shows those whom it asks.
  struct Identity {
    const GrpcPeerClient::Tls* tls = nullptr;  // nullptr: no gRPC peers.
    std::optional<RequestSigner> requests;     // Absent: they are not signed.
  };
  PeerHouse(const Rooms& rooms, std::vector<IpRange> allowed, Identity identity,
            std::unique_ptr<RocksPeerWorkList> work);

  const ForwardingFlow& forwarding() const { return forwarding_; }
  const LaterReceipts& later() const { return later_; }
  // Sees to promised receipts from now on; `validation` outlives this.
  void Start(ValidationFlow& validation);

 private:
  // Where an address of a gRPC peer leads, if it may.
  absl::StatusOr<GrpcPeerClient::Target> Resolve(const std::string& url,
                                                 absl::Duration timeout);

  void Step(ValidationFlow& validation);

  const Logger& log_;
  const AddressPolicy policy_;
  NameResolver resolver_;
  CurlFetcher fetcher_;
  DvcsPeerClient dvcs_;
  // nullptr: requests are not signed.
  const std::unique_ptr<SignedPeerClient> signed_dvcs_;
  const std::unique_ptr<GrpcPeerClient> grpc_;  // nullptr without `tls`.
  PeerGuard guard_;
  PeerInquiry inquiry_;
  ForwardingFlow forwarding_;
  const std::unique_ptr<RocksPeerWorkList> work_;
  LaterReceipts later_;
  std::unique_ptr<PeriodicRunner> runner_;  // Last: it uses all the others.
};

// Of nobody, who asks nobody and promises nothing: nullptr.
inline const ForwardingFlow* ForwardingOf(const PeerHouse* house) {
  return house == nullptr ? nullptr : &house->forwarding();
}
inline const LaterReceipts* LaterOf(const PeerHouse* house) {
  return house == nullptr ? nullptr : &house->later();
}

inline void StartPeers(PeerHouse* house, ValidationFlow& validation) {
  if (house != nullptr) {
    house->Start(validation);
  }
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_PEER_HOUSE_H_

#ifndef KEPIL_SERVICES_GATEWAY_PEER_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_PEER_FLOW_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/parse_limits.h"
#include "kepil/v1/peer.pb.h"
#include "services/gateway/rule_library.h"
#include "services/gateway/validation_flow.h"
#include "services/receipt/seen_messages.h"
#include "trustlist/principal_directory.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// PeerFlow answers foreign trusted third parties about national signatures. It
// never asks another gateway. Thread-safe.
class PeerFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    ValidationFlow& validation;
    const TrustSnapshotSource& trust;
    std::function<std::shared_ptr<const PrincipalDirectory>()> principals;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    CertificateReader& certificates;
    SeenMessages& seen;
  };
  struct Options {
    std::string origin;          // Of this gateway: recipient, hop.
    std::string officer_policy;  // URN: what envelopes are judged by.
    ParseLimits parse;
  };
  PeerFlow(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(std::move(options)) {}

  // What the caller asks itself. The receipt's DVC is a vsd with the nonce (as
  // an unsigned INTEGER) and the SHA-256 of the signature file as its imprint;
  // its body names the hops. Errors: see PeerService.Validate.
  absl::StatusOr<v1::IssuedReceipt> Validate(
      const v1::PeerValidateRequest& request, Caller caller);

  // What `forwarder` hands over (interstate_envelope.h): issued to the origin.
  // The envelope is used up even if what follows fails; the origin may send
  // another one under the same idempotency key. Errors: see
  // PeerService.Forward.
  absl::StatusOr<v1::IssuedReceipt> Forward(
      const v1::InterstateEnvelope& envelope, const Caller& forwarder);

 private:
  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_PEER_FLOW_H_

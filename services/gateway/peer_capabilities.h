#ifndef KEPIL_SERVICES_GATEWAY_PEER_CAPABILITIES_H_
#define KEPIL_SERVICES_GATEWAY_PEER_CAPABILITIES_H_

#include <string>

#include "kepil/v1/peer.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"

namespace kepil {

// Ways to a node, by its configuration.
struct PeerDoors {
  std::string origin;           // Of the node.
  std::string direct_citation;  // As IngressRules.
  bool has_relay = false;       // A RELAY listener.
};

// What `caller`, a foreign TTP or a national gateway, may ask a node of which
// `info` is known to all. Its quota is left to the caller of this.
v1::GetCapabilitiesResponse CapabilitiesOf(
    const v1::GetServiceInfoResponse& info, const PeerDoors& doors,
    const v1::PrincipalRecord& caller);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_PEER_CAPABILITIES_H_

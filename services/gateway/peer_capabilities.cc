#include "services/gateway/peer_capabilities.h"

#include "services/gateway/ingress_mode.h"

namespace kepil {
namespace {

constexpr char kHome[] = "KZ";

}  // namespace

v1::GetCapabilitiesResponse CapabilitiesOf(
    const v1::GetServiceInfoResponse& info, const PeerDoors& doors,
    const v1::PrincipalRecord& caller) {
  v1::GetCapabilitiesResponse response;
  response.set_origin(doors.origin);
  response.add_countries(kHome);
  *response.mutable_formats() = info.formats();
  *response.mutable_suites() = info.suites();
  *response.mutable_policies() = info.policies();
  response.set_max_message_bytes(info.max_message_bytes());
  if (!IsForeignTtp(caller)) {
    response.add_modes(v1::INGRESS_MODE_FORWARDED);
    return response;
  }
  if (!caller.signing_certificate().empty()) {
    response.add_modes(v1::INGRESS_MODE_FORWARDED);
  }
  if (doors.has_relay) {
    response.add_modes(v1::INGRESS_MODE_RELAYED);
  }
  if (!doors.direct_citation.empty()) {
    response.add_modes(v1::INGRESS_MODE_DIRECT);
  }
  return response;
}

}  // namespace kepil

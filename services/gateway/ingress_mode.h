#ifndef KEPIL_SERVICES_GATEWAY_INGRESS_MODE_H_
#define KEPIL_SERVICES_GATEWAY_INGRESS_MODE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/gateway/authorization.h"

namespace kepil {

// kRelay: behind it the national gateway passes the TLS of foreign TTPs
// through; kPartner: any other one that asks for a client certificate.
enum class IngressListener { kPartner, kRelay };

// What the configuration says of requests that come through one listener.
struct IngressRules {
  IngressListener listener = IngressListener::kPartner;
  // The rule or treaty that lets foreign TTPs call directly; "": none does.
  std::string direct_citation;
  std::string relay_forwarder;  // kRelay: principal id of who passes TLS on.
};

// How a request came and through whom (GWY-03, GWY-04). It goes into the
// receipt; the caller is who asks, never who forwards.
struct Ingress {
  v1::IngressMode mode = v1::INGRESS_MODE_DIRECT;
  std::string forwarder;         // Principal id; FORWARDED and RELAYED.
  std::string forwarder_sha256;  // Of its TLS leaf; FORWARDED.
  // Of the envelope; FORWARDED.
  std::string message_id;
  std::optional<absl::Time> sent_at;
  std::vector<std::string> hops;  // Gateways that a peer's call came through.
  std::string direct_citation;    // DIRECT by a foreign TTP.
};

// The mode by listener and role:
//   a foreign TTP        kRelay: RELAYED; kPartner: DIRECT with a citation,
//                        else PERMISSION_DENIED/USE_NATIONAL_GATEWAY for what
//                        exchanges information about signatures
//   the national gateway FORWARDED, calling Forward
//   a relying party      of KZ: DOMESTIC; of another state: DIRECT
// Through kRelay nobody but foreign TTPs calls what is not open:
// PERMISSION_DENIED/ROLE_FORBIDDEN. Open methods, and a caller who is not known
// (nullptr), are DIRECT. Whether the role includes the method is Authorize's.
absl::StatusOr<Ingress> IngressOf(const IngressRules& rules, Method method,
                                  const v1::PrincipalRecord* caller);

// Writes it into the receipt (GWY-04).
void RecordIngress(const Ingress& ingress, v1::ReceiptBody& body);

// Whether `caller` asks for a foreign state: it gets answers about national
// signatures only, and nothing that it asks is forwarded.
bool IsForeignTtp(const v1::PrincipalRecord& caller);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_INGRESS_MODE_H_

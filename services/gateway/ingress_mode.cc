#include "services/gateway/ingress_mode.h"

#include <algorithm>

#include "base/error.h"

namespace kepil {
namespace {

constexpr char kHome[] = "KZ";

bool HasRole(const v1::PrincipalRecord& caller, v1::PrincipalRole role) {
  return std::any_of(caller.roles().begin(), caller.roles().end(),
                     [role](int given) { return given == role; });
}

// What tells a foreign state something of signatures. The rest says how to ask.
bool IsExchange(Method method) {
  return method == Method::kPeerValidate || method == Method::kValidate ||
         method == Method::kValidateStream || method == Method::kGetReceipt ||
         method == Method::kExportEvidence;
}

absl::StatusOr<Ingress> IngressOfTtp(const IngressRules& rules, Method method) {
  Ingress ingress;
  if (rules.listener == IngressListener::kRelay) {
    ingress.mode = v1::INGRESS_MODE_RELAYED;
    ingress.forwarder = rules.relay_forwarder;
    return ingress;
  }
  if (rules.direct_citation.empty() && IsExchange(method)) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_USE_NATIONAL_GATEWAY,
                     "foreign trusted third parties come through the national "
                     "gateway");
  }
  ingress.direct_citation = rules.direct_citation;
  return ingress;
}

}  // namespace

void RecordIngress(const Ingress& ingress, v1::ReceiptBody& body) {
  body.set_ingress_mode(ingress.mode);
  body.set_forwarder(ingress.forwarder);
  body.set_forwarder_sha256(ingress.forwarder_sha256);
  body.set_message_id(ingress.message_id);
  if (ingress.sent_at.has_value()) {
    body.mutable_sent_at()->set_seconds(absl::ToUnixSeconds(*ingress.sent_at));
  }
  *body.mutable_hops() = {ingress.hops.begin(), ingress.hops.end()};
  body.set_direct_citation(ingress.direct_citation);
}

bool IsForeignTtp(const v1::PrincipalRecord& caller) {
  return HasRole(caller, v1::PRINCIPAL_ROLE_FOREIGN_TTP);
}

absl::StatusOr<Ingress> IngressOf(const IngressRules& rules, Method method,
                                  const v1::PrincipalRecord* caller) {
  Ingress ingress;
  if (caller == nullptr || IsOpen(method)) {
    return ingress;
  }
  if (IsForeignTtp(*caller)) {
    return IngressOfTtp(rules, method);
  }
  if (rules.listener == IngressListener::kRelay) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_FORBIDDEN,
                     "this listener is for foreign trusted third parties");
  }
  if (method == Method::kForward) {
    ingress.mode = v1::INGRESS_MODE_FORWARDED;
    ingress.forwarder = caller->id();
    ingress.forwarder_sha256 = caller->tls_sha256();
  } else if (HasRole(*caller, v1::PRINCIPAL_ROLE_RELYING_PARTY) &&
             caller->country() == kHome) {
    ingress.mode = v1::INGRESS_MODE_DOMESTIC;
  }
  return ingress;
}

}  // namespace kepil

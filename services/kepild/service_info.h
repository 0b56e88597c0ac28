#ifndef KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_
#define KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_

#include <string>

#include "engine/legal/legal_rules.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/v1/validation.pb.h"
#include "services/gateway/rule_library.h"
#include "services/kepild/config.h"
#include "services/receipt/receipt_issuer.h"

namespace kepil {

struct ServiceInfoInput {
  const Config& config;
  const RuleLibrary& rules;
  const TrustSnapshot& trust;
  const ReceiptIdentity& identity;
  std::string log_origin, log_vkey;
  LegalRulesRef legal_rules = nullptr;  // nullptr: none.
};

// What GetServiceInfo tells anyone (DEF-17, REG-22).
v1::GetServiceInfoResponse ServiceInfoOf(const ServiceInfoInput& input);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_

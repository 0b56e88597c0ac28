#ifndef KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_
#define KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/legal/legal_rules.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/gateway/rule_library.h"
#include "services/kepild/config.h"
#include "services/receipt/receipt_issuer.h"
#include "services/store/rocks_db.h"

namespace kepil {

struct ServiceInfoInput {
  const Config& config;
  const RuleLibrary& rules;
  const TrustSnapshot& trust;
  const ReceiptIdentity& identity;
  std::string log_origin, log_vkey;
  LegalRulesRef legal_rules = nullptr;       // nullptr: none.
  storage::v1::RegistryImage registry = {};  // Its published keys.
  // Anchors of the TSA that dates the log; time of its newest time-stamp.
  std::vector<CertificateRef> tsa_anchors = {};
  std::optional<absl::Time> trusted_time = std::nullopt;
  const RocksDb* db = nullptr;    // nullptr: how it is sealed is not said.
  bool has_trusted_time = false;  // It is recent.
  bool has_test_key = false;      // RCP-03.
};

// What GetServiceInfo tells anyone (DEF-17, REG-22).
v1::GetServiceInfoResponse ServiceInfoOf(const ServiceInfoInput& input);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_SERVICE_INFO_H_

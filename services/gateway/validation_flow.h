#ifndef KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_
#define KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"
#include "services/evidence/evidence_collector.h"
#include "services/evidence/evidence_store.h"
#include "services/gateway/rule_library.h"
#include "services/receipt/receipt_issuer.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// Who asks, by the registered certificate alone, and until when.
struct Caller {
  v1::PrincipalRecord principal;
  v1::IngressMode mode = v1::INGRESS_MODE_DIRECT;
  absl::Time deadline = absl::InfiniteFuture();
};

// ValidationFlow is the whole of "bytes in, signed receipt out". Thread-safe;
// one call uses one thread from beginning to end.
class ValidationFlow {
 public:
  struct Rooms {  // Borrowed; outlive the flow.
    const Clock& clock;
    const TrustSnapshotSource& trust;
    // The library of the registry version in force.
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    CertificateReader& certificates;
    EvidenceCollector& collector;
    EvidenceStore& evidence;
    ReceiptIssuer& issuer;
    ReceiptStore& receipts;
    // nullptr: no legal rules, every effect is UNDETERMINED.
    LegalRulesRef legal_rules = nullptr;
  };
  struct Options {
    std::string default_policy;  // URN.
    ParseLimits parse;
  };
  ValidationFlow(Rooms rooms, Options options)
      : rooms_(rooms), options_(std::move(options)) {}

  // A bad signature is an OK result with a negative conclusion; a status means
  // that no verdict could be reached (see ValidationService.Validate).
  absl::StatusOr<v1::IssuedReceipt> Run(const v1::ValidateRequest& request,
                                        const Caller& caller);

 private:
  // The receipt already issued for this idempotency key, if any.
  absl::StatusOr<std::optional<v1::IssuedReceipt>> FindKnown(
      const std::optional<IdempotencyRow>& row);
  // Keeps what a replay needs besides the gathered evidence.
  absl::Status ArchiveInputs(const v1::ValidateRequest& request,
                             const SignatureDocument& document,
                             const ValidationPolicy& policy);

  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_VALIDATION_FLOW_H_

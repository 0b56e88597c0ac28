#ifndef KEPIL_SERVICES_EVIDENCE_EVIDENCE_COLLECTOR_H_
#define KEPIL_SERVICES_EVIDENCE_EVIDENCE_COLLECTOR_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/judge_memo.h"
#include "engine/validation/validation_policy.h"
#include "services/evidence/inquiry_record.h"

namespace kepil {

// Whether evidence is gathered for the present, or for a control time that is
// past: then from our archive alone, nobody is asked.
enum class EvidenceMoment { kNow, kPast };

// What one request is judged on, besides what is gathered.
struct CollectInput {
  const SignatureDocument& document;
  const TrustSnapshot& trust;
  const ValidationPolicy& policy;
  absl::Time control_time;
  absl::Time deadline;  // Wall time; exchanges end before it.
  JudgeMemo* memo = nullptr;
  // Told of each question about one certificate; nullptr: nobody.
  InquiryRecord* record = nullptr;
  EvidenceMoment moment = EvidenceMoment::kNow;
};

// EvidenceCollector gathers what the judge may need and closes the set: all
// embedded certificates, CRLs and OCSP answers, and for each certificate of
// each prospective path one answer of our own from the registered addresses,
// fresh in the cache or queried now. It gives no verdicts; what could not be
// had is an acquisition failure in the set, not a Status. Everything in the
// set is archived by digest.
class EvidenceCollector {
 public:
  virtual ~EvidenceCollector() = default;
  // UNAVAILABLE/STORE_DOWN if the archive cannot be written.
  virtual absl::StatusOr<EvidenceSet> Collect(const CollectInput& input) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EVIDENCE_COLLECTOR_H_

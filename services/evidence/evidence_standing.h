#ifndef KEPIL_SERVICES_EVIDENCE_EVIDENCE_STANDING_H_
#define KEPIL_SERVICES_EVIDENCE_EVIDENCE_STANDING_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/storage/v1/evidence.pb.h"
#include "kepil/storage/v1/registry.pb.h"

namespace kepil {

// What became of the evidence of receipts (PDP-05, CRT-10). Thread-safe.
class EvidenceStandings {
 public:
  virtual ~EvidenceStandings() = default;
  // An empty one if nothing was done to it. `receipt_id` has 16 octets.
  virtual absl::StatusOr<storage::v1::EvidenceStanding> ReadStanding(
      absl::string_view receipt_id) const = 0;
  // Durably, together with the audit event of the act.
  virtual absl::Status PutStanding(
      absl::string_view receipt_id,
      const storage::v1::EvidenceStanding& standing,
      const storage::v1::AuditEvent& audit) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EVIDENCE_STANDING_H_

#ifndef KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STANDINGS_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STANDINGS_H_

#include <map>
#include <string>
#include <vector>

#include "services/evidence/evidence_standing.h"

namespace kepil {

// MemoryEvidenceStandings keeps them in memory. Not thread-safe.
class MemoryEvidenceStandings : public EvidenceStandings {
 public:
  absl::StatusOr<storage::v1::EvidenceStanding> ReadStanding(
      absl::string_view receipt_id) const override {
    const auto found = standings.find(std::string(receipt_id));
    return found == standings.end() ? storage::v1::EvidenceStanding()
                                    : found->second;
  }
  absl::Status PutStanding(absl::string_view receipt_id,
                           const storage::v1::EvidenceStanding& standing,
                           const storage::v1::AuditEvent& event) override {
    if (failure.ok()) {
      standings[std::string(receipt_id)] = standing;
      audit.push_back(event);
    }
    return failure;
  }

  std::map<std::string, storage::v1::EvidenceStanding> standings;
  std::vector<storage::v1::AuditEvent> audit;
  absl::Status failure;  // Of every step from now on.
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_EVIDENCE_STANDINGS_H_

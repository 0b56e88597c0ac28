#ifndef KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STANDINGS_H_
#define KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STANDINGS_H_

#include <cstdint>

#include "services/evidence/evidence_standing.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_registry_store.h"

namespace kepil {

// EvidenceStandings on RocksDB, beside the audit of the registry.
class RocksEvidenceStandings : public EvidenceStandings {
 public:
  // Both outlive this.
  RocksEvidenceStandings(RocksDb& db, RocksRegistryStore& registry)
      : db_(db), registry_(registry) {}

  absl::StatusOr<storage::v1::EvidenceStanding> ReadStanding(
      absl::string_view receipt_id) const override;
  absl::Status PutStanding(absl::string_view receipt_id,
                           const storage::v1::EvidenceStanding& standing,
                           const storage::v1::AuditEvent& audit) override;

 private:
  RocksDb& db_;
  RocksRegistryStore& registry_;
};

// Removes the octets of evidence that was given to the archive, but for what
// another receipt or an application still needs, and marks what was removed:
// EvidenceStore::Read says EVIDENCE_EXPIRED then. To be called while nobody
// writes. How many objects were removed; memory: the digests of the evidence
// of all receipts, and only if there is something to do.
absl::StatusOr<int64_t> SweepPurgedEvidence(RocksDb& db);

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STANDINGS_H_

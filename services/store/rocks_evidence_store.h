#ifndef KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STORE_H_
#define KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STORE_H_

#include "services/evidence/evidence_store.h"
#include "services/evidence/revocation_archive.h"
#include "services/store/rocks_db.h"

namespace kepil {

// EvidenceStore and RevocationArchive on RocksDB. Archive is not synced by
// itself: it lies in the same write-ahead log before the receipt that needs it,
// whose synced write makes it durable too.
class RocksEvidenceStore : public EvidenceStore, public RevocationArchive {
 public:
  explicit RocksEvidenceStore(RocksDb& db) : db_(db) {}  // Outlives this.

  absl::StatusOr<std::optional<StoredRevocation>> FindRevocation(
      const RevocationScope& scope) const override;
  absl::Status PutRevocation(const RevocationScope& scope,
                             absl::string_view der,
                             absl::Time obtained_at) override;
  absl::Status Archive(const Digest& digest, absl::string_view octets) override;
  absl::StatusOr<std::string> Read(const Digest& digest) const override;
  absl::StatusOr<std::vector<ArchivedRevocation>> FindRevocations(
      const RevocationSearch& search) const override;

  // Every CRL that our own queries ever got under that key (SHA-256 of its
  // SPKI), each once, by the time when it first came.
  absl::StatusOr<std::vector<ArchivedRevocation>> CrlsOf(
      const Digest& issuer_key) const;

 private:
  RocksDb& db_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_EVIDENCE_STORE_H_

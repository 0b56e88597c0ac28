#ifndef KEPIL_SERVICES_STORE_ROCKS_REGISTRY_STORE_H_
#define KEPIL_SERVICES_STORE_ROCKS_REGISTRY_STORE_H_

#include "base/mutex.h"
#include "services/store/rocks_db.h"
#include "trustlist/recorded_act.h"
#include "trustlist/registry_store.h"

namespace kepil {

// RegistryStore on RocksDB. Each audit event is a leaf of the acts log, written
// with it. Registry commits and recorded acts are serialised
// by one mutex, held over the synced write (R18): compare, then write, and the
// audit chain has one end.
class RocksRegistryStore : public RegistryStore {
 public:
  explicit RocksRegistryStore(RocksDb& db) : db_(db) {}  // Outlives this.

  absl::StatusOr<storage::v1::RegistryImage> Load() const override;
  absl::Status Commit(const RegistryCommit& commit,
                      int64_t expected_version) override;
  absl::Status PutChange(absl::string_view change_id,
                         const storage::v1::StoredChange& change,
                         const storage::v1::AuditEvent& audit) override;
  absl::StatusOr<storage::v1::StoredChange> ReadChange(
      absl::string_view change_id) const override;
  absl::StatusOr<std::vector<storage::v1::StoredChange>> ListChanges(
      int limit) const override;
  absl::StatusOr<int64_t> VersionAt(absl::Time record_time) const override;
  absl::StatusOr<std::string> ReadSnapshot(int64_t version) const override;
  absl::Status Record(const storage::v1::AuditEvent& audit) override;

  // Writes `writes`, synced, together with the audit event of the act: for
  // other stores of this database whose steps are acts too.
  absl::Status WriteWithAudit(const storage::v1::AuditEvent& audit,
                              RocksDb::Batch& writes);

  // Every act about that authority, oldest first: about a change of its record,
  // or of its status. Reads the whole audit.
  absl::StatusOr<std::vector<RecordedAct>> ActsAbout(
      absl::string_view authority_id) const;

  // Walks the audit chain: DATA_LOSS/STORE_CORRUPT names the first sequence
  // that is missing, altered or out of order; else how many there are.
  absl::StatusOr<int64_t> CheckAudit() const;

 private:
  absl::StatusOr<int64_t> ReadVersion() const;
  absl::Status CheckUndecided(absl::string_view change_id) const;
  absl::Status AddAudit(storage::v1::AuditEvent event, RocksDb::Batch& writes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  RocksDb& db_;
  mutable Mutex mutex_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_REGISTRY_STORE_H_

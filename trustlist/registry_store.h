#ifndef KEPIL_TRUSTLIST_REGISTRY_STORE_H_
#define KEPIL_TRUSTLIST_REGISTRY_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/law.pb.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// One step of the registry from version n to n + 1, written at once.
struct RegistryCommit {
  int64_t version = 0;  // n + 1.
  // Records that this step adds or replaces; nothing is ever deleted.
  std::vector<v1::Authority> authorities;
  std::vector<v1::PrincipalRecord> principals;
  std::vector<v1::RuleFile> rules;
  std::vector<v1::PublishedKey> keys;
  std::vector<v1::Treaty> treaties;
  std::vector<v1::KeyMisuseReport> key_misuse;
  std::vector<v1::SpecialCa> special_cas;
  std::optional<storage::v1::StoredChange> change;  // Absent at bootstrap.
  std::string change_id;                            // "" at bootstrap.
  std::string snapshot_source;    // Serialized v1.SnapshotSource.
  storage::v1::AuditEvent audit;  // Sequence and chain are set by the store.
};

// RegistryStore persists the registry. Writes are compare-and-swap on
// `expected_version`; a stale writer gets ABORTED/REGISTRY_MOVED and re-reads.
// Every write is synced before it returns.
class RegistryStore {
 public:
  virtual ~RegistryStore() = default;
  // Everything in force; version 0 and nothing else in a new store.
  virtual absl::StatusOr<storage::v1::RegistryImage> Load() const = 0;
  // FAILED_PRECONDITION/CHANGE_DECIDED if the change_id was consumed already.
  virtual absl::Status Commit(const RegistryCommit& commit,
                              int64_t expected_version) = 0;
  // Writes a proposal, or a decided one that changes nothing (a refusal), with
  // its audit event. A decided change is never overwritten:
  // FAILED_PRECONDITION/CHANGE_DECIDED.
  virtual absl::Status PutChange(absl::string_view change_id,
                                 const storage::v1::StoredChange& change,
                                 const storage::v1::AuditEvent& audit) = 0;
  // NOT_FOUND/CHANGE_UNKNOWN.
  virtual absl::StatusOr<storage::v1::StoredChange> ReadChange(
      absl::string_view change_id) const = 0;
  // Newest first, at most `limit`.
  virtual absl::StatusOr<std::vector<storage::v1::StoredChange>> ListChanges(
      int limit) const = 0;
  // The newest version that was on record at `record_time`; NOT_FOUND/
  // EVIDENCE_UNKNOWN before the first.
  virtual absl::StatusOr<int64_t> VersionAt(absl::Time record_time) const = 0;
  // Snapshot bytes of a version; NOT_FOUND/EVIDENCE_UNKNOWN.
  virtual absl::StatusOr<std::string> ReadSnapshot(int64_t version) const = 0;
  // An act that changes nothing (rejected, operator's): audit record alone.
  virtual absl::Status Record(const storage::v1::AuditEvent& audit) = 0;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_REGISTRY_STORE_H_

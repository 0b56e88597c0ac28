#ifndef KEPIL_TRUSTLIST_REGISTRY_H_
#define KEPIL_TRUSTLIST_REGISTRY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/rcu_cell.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/trust.pb.h"
#include "trustlist/list_reference.h"
#include "trustlist/principal_directory.h"
#include "trustlist/registry_store.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// An officer's act whose signature has passed the engine: valid, by the signing
// certificate recorded for `officer`, over exactly `statement`.
struct CheckedAct {
  std::string statement;  // The stored bytes that were signed.
  std::string signature;  // The CMS, kept.
};

// Registry is the list of who is trusted and who may act, and how it changes:
// the only writer of the RegistryStore. Thread-safe; one lock serialises
// writes, held over the store's write (R18).
class Registry {
 public:
  struct Options {
    absl::Duration statement_lifetime = absl::Hours(24 * 7);
    ListReference list_reference = ListReference::kOptional;
  };
  struct Rooms {  // Borrowed; outlive the registry.
    const Clock& clock;
    RegistryStore& store;
    CertificateReader& certificates;
    SnapshotPublisher& publisher;
    std::function<std::string(int size)> random;
  };
  // What version 1 is made of (house.md 4.2): exactly two officers, of
  // different persons and units, and the default policies.
  struct Bootstrap {
    std::vector<v1::PrincipalRecord> officers;
    std::vector<v1::RuleFile> rules;
    // With which the node signs from the first day on.
    std::vector<v1::PublishedKey> keys = {};
  };

  // Loads the store, bootstraps it if its version is 0 (else `bootstrap` is
  // ignored), and publishes the snapshot in force.
  static absl::StatusOr<std::unique_ptr<Registry>> Open(
      Rooms rooms, Options options, const Bootstrap& bootstrap);

  // Everything in force, as one immutable value.
  std::shared_ptr<const storage::v1::RegistryImage> image() const {
    return image_.Load();
  }
  std::shared_ptr<const PrincipalDirectory> principals() const {
    return principals_.Load();
  }

  // Makes, stores and returns the statement of a change. Nothing takes effect.
  // Errors: see RegistrarService.ProposeChange.
  absl::StatusOr<storage::v1::StoredChange> Propose(
      const v1::ChangeDraft& draft, const v1::PrincipalRecord& proposer);
  // Applies a proposed change by its approver, or a suspension by one officer.
  // Returns the new version. Errors: see RegistrarService.ApproveChange.
  absl::StatusOr<int64_t> Apply(absl::string_view change_id,
                                const CheckedAct& act,
                                const v1::PrincipalRecord& officer);
  // Makes and stores the refusal's statement of a proposed change.
  absl::StatusOr<storage::v1::StoredChange> ProposeRefusal(
      absl::string_view change_id, absl::string_view reason,
      const v1::PrincipalRecord& officer);
  // Refuses the change for good. `act` is over the refusal's statement.
  absl::Status Refuse(absl::string_view change_id, const CheckedAct& act,
                      const v1::PrincipalRecord& officer);
  absl::StatusOr<storage::v1::StoredChange> ReadChange(
      absl::string_view change_id) const;
  absl::StatusOr<std::vector<storage::v1::StoredChange>> ListChanges(
      int limit) const;
  absl::StatusOr<std::string> ReadSnapshot(int64_t version) const;
  // What was known at `record_time`: everything trusted then, each record with
  // the history that it had then. Its histories answer for any legal time, so
  // the two times are independent (REG-20). NOT_FOUND/EVIDENCE_UNKNOWN before
  // the first record.
  absl::StatusOr<v1::SnapshotSource> ReadAsOf(absl::Time record_time) const;
  // Puts a refused attempt on record (audit). Best effort is not enough: the
  // caller's answer is the returned error if it cannot be recorded.
  absl::Status RecordRejectedAct(absl::string_view change_id,
                                 const v1::PrincipalRecord& officer,
                                 const absl::Status& why);

 private:
  Registry(Rooms rooms, Options options) : rooms_(rooms), options_(options) {}
  absl::Status CommitStep(storage::v1::RegistryImage next,
                          RegistryCommit commit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Rooms rooms_;
  const Options options_;
  mutable Mutex mutex_;
  RcuCell<storage::v1::RegistryImage> image_;
  RcuCell<PrincipalDirectory> principals_;
};

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_REGISTRY_H_

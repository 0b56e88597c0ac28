#include "trustlist/registry.h"

#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "trustlist/change.h"
#include "trustlist/legal_timetable.h"
#include "trustlist/published_key.h"
#include "trustlist/record_checks.h"
#include "trustlist/snapshot_source.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;
using storage::v1::RegistryImage;
using storage::v1::StoredChange;

AuditEvent EventOf(storage::v1::AuditKind kind, absl::Time now,
                   const std::string& principal, absl::string_view change_id) {
  AuditEvent event;
  event.set_kind(kind);
  event.mutable_at()->set_seconds(absl::ToUnixSeconds(now));
  event.set_principal(principal);
  event.set_change_id(std::string(change_id));
  return event;
}

absl::StatusOr<v1::ChangeStatement> StatementOf(const StoredChange& change) {
  v1::ChangeStatement statement;
  if (!statement.ParseFromString(change.statement())) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored statement cannot be read");
  }
  return statement;
}

absl::Status CheckProposed(const StoredChange& change) {
  if (change.state() != StoredChange::STATE_PROPOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_DECIDED,
                     "the change has been decided already");
  }
  return absl::OkStatus();
}

absl::Status CheckSigned(absl::string_view stored, const CheckedAct& act) {
  if (act.statement != stored) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH,
                     "other bytes than the stored statement were signed");
  }
  return absl::OkStatus();
}

void Decide(const CheckedAct& act, const v1::PrincipalRecord& officer,
            absl::Time now, StoredChange& change) {
  change.set_signature(act.signature);
  change.set_approver(officer.id());
  change.mutable_decided_at()->set_seconds(absl::ToUnixSeconds(now));
}

template <typename Record>
void Add(const std::optional<Record>& record, std::vector<Record>& records) {
  if (record.has_value()) {
    records.push_back(*record);
  }
}

absl::Status CheckBootstrap(const Registry::Bootstrap& bootstrap,
                            const RegistryImage& image, absl::Time now,
                            CertificateReader& certificates) {
  if (bootstrap.officers.size() != 2 || !HasTwoOfficers(image)) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_CONFIG_INVALID,
        "bootstrap needs exactly two officers, a registrar and an approver, "
        "of different persons and units");
  }
  for (const v1::PrincipalRecord& officer : bootstrap.officers) {
    KEPIL_RETURN_IF_ERROR(CheckPrincipal(officer, image, certificates));
  }
  for (const v1::RuleFile& rule : bootstrap.rules) {
    KEPIL_RETURN_IF_ERROR(CheckRule(rule));
  }
  RegistryImage published;  // One after the other, as changes would come.
  for (const v1::PublishedKey& key : bootstrap.keys) {
    KEPIL_RETURN_IF_ERROR(CheckPublishedKey(key, published, certificates));
    *published.add_keys() = key;
  }
  KEPIL_ASSIGN_OR_RETURN(const auto timetable, LegalTimetable::Compile(image));
  return timetable->CheckFrom(now);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Registry>> Registry::Open(
    Rooms rooms, Options options, const Bootstrap& bootstrap) {
  KEPIL_ASSIGN_OR_RETURN(RegistryImage image, rooms.store.Load());
  std::unique_ptr<Registry> registry(new Registry(std::move(rooms), options));
  MutexLock lock(registry->mutex_);
  if (image.version() == 0) {
    RegistryCommit commit;
    for (const v1::PrincipalRecord& officer : bootstrap.officers) {
      ChangedRecord record;
      record.principal = officer;
      image = WithRecord(image, record);
    }
    for (const v1::RuleFile& rule : bootstrap.rules) {
      ChangedRecord record;
      record.rule = rule;
      image = WithRecord(image, record);
    }
    for (const v1::PublishedKey& key : bootstrap.keys) {
      ChangedRecord record;
      record.key = key;
      image = WithRecord(image, record);
    }
    KEPIL_RETURN_IF_ERROR(CheckBootstrap(bootstrap, image,
                                         registry->rooms_.clock.Now(),
                                         registry->rooms_.certificates));
    commit.principals = bootstrap.officers;
    commit.rules = bootstrap.rules;
    commit.keys = bootstrap.keys;
    commit.audit = EventOf(storage::v1::AUDIT_KIND_BOOTSTRAP,
                           registry->rooms_.clock.Now(), "bootstrap", "");
    KEPIL_RETURN_IF_ERROR(
        registry->CommitStep(std::move(image), std::move(commit)));
    return registry;
  }
  KEPIL_ASSIGN_OR_RETURN(std::string source,
                         registry->rooms_.store.ReadSnapshot(image.version()));
  KEPIL_ASSIGN_OR_RETURN(TrustSnapshotRef snapshot,
                         TrustSnapshot::FromSource(
                             std::move(source), registry->rooms_.certificates));
  registry->principals_.Store(
      std::make_shared<const PrincipalDirectory>(image));
  registry->image_.Store(
      std::make_shared<const RegistryImage>(std::move(image)));
  KEPIL_RETURN_IF_ERROR(
      registry->rooms_.publisher.Publish(std::move(snapshot)));
  return registry;
}

absl::Status Registry::CommitStep(RegistryImage next, RegistryCommit commit) {
  const int64_t before = next.version();
  const absl::Time now = rooms_.clock.Now();
  next.set_version(before + 1);
  commit.version = next.version();
  commit.audit.set_version(next.version());
  commit.snapshot_source = WriteSnapshotSource(next, now);
  // Read back before anything is written: what cannot be read is not trusted.
  KEPIL_ASSIGN_OR_RETURN(
      TrustSnapshotRef snapshot,
      TrustSnapshot::FromSource(commit.snapshot_source, rooms_.certificates));
  KEPIL_RETURN_IF_ERROR(rooms_.store.Commit(commit, before));
  principals_.Store(std::make_shared<const PrincipalDirectory>(next));
  image_.Store(std::make_shared<const RegistryImage>(std::move(next)));
  return rooms_.publisher.Publish(std::move(snapshot));
}

absl::StatusOr<StoredChange> Registry::Propose(
    const v1::ChangeDraft& draft, const v1::PrincipalRecord& proposer) {
  MutexLock lock(mutex_);
  const absl::Time now = rooms_.clock.Now();
  const std::shared_ptr<const RegistryImage> head = image_.Load();
  KEPIL_ASSIGN_OR_RETURN(const v1::ChangeStatement statement,
                         ProposeChange(draft,
                                       {*head, proposer, rooms_.random(16), now,
                                        options_.statement_lifetime},
                                       rooms_.certificates));
  KEPIL_RETURN_IF_ERROR(
      CheckListReference(statement.authority(), options_.list_reference));
  StoredChange change;
  change.set_statement(statement.SerializeAsString());
  change.set_state(StoredChange::STATE_PROPOSED);
  KEPIL_RETURN_IF_ERROR(
      rooms_.store.PutChange(statement.change_id(), change,
                             EventOf(storage::v1::AUDIT_KIND_PROPOSED, now,
                                     proposer.id(), statement.change_id())));
  return change;
}

absl::StatusOr<int64_t> Registry::Apply(absl::string_view change_id,
                                        const CheckedAct& act,
                                        const v1::PrincipalRecord& officer) {
  MutexLock lock(mutex_);
  const absl::Time now = rooms_.clock.Now();
  const std::shared_ptr<const RegistryImage> head = image_.Load();
  KEPIL_ASSIGN_OR_RETURN(StoredChange change,
                         rooms_.store.ReadChange(change_id));
  KEPIL_ASSIGN_OR_RETURN(const v1::ChangeStatement statement,
                         StatementOf(change));
  KEPIL_RETURN_IF_ERROR(CheckProposed(change));
  KEPIL_RETURN_IF_ERROR(CheckSigned(change.statement(), act));
  KEPIL_RETURN_IF_ERROR(CheckDecider(statement, *head, officer, now));
  KEPIL_ASSIGN_OR_RETURN(
      const ChangedRecord record,
      ApplyStatement(statement, *head, now, rooms_.certificates));
  KEPIL_RETURN_IF_ERROR(
      CheckListReference(statement.authority(), options_.list_reference));
  RegistryCommit commit;
  Add(record.authority, commit.authorities);
  Add(record.principal, commit.principals);
  Add(record.rule, commit.rules);
  Add(record.treaty, commit.treaties);
  Add(record.key_misuse, commit.key_misuse);
  Add(record.special_ca, commit.special_cas);
  Add(record.key, commit.keys);
  Decide(act, officer, now, change);
  change.set_state(StoredChange::STATE_EFFECTIVE);
  change.set_effective_version(head->version() + 1);
  commit.change = std::move(change);
  commit.change_id = std::string(change_id);
  commit.audit = EventOf(statement.act() == v1::ACT_SUSPEND
                             ? storage::v1::AUDIT_KIND_SUSPENDED
                             : storage::v1::AUDIT_KIND_APPROVED,
                         now, officer.id(), change_id);
  KEPIL_RETURN_IF_ERROR(
      CommitStep(WithRecord(*head, record), std::move(commit)));
  return head->version() + 1;
}

absl::StatusOr<StoredChange> Registry::ProposeRefusal(
    absl::string_view change_id, absl::string_view reason,
    const v1::PrincipalRecord& officer) {
  MutexLock lock(mutex_);
  const absl::Time now = rooms_.clock.Now();
  const std::shared_ptr<const RegistryImage> head = image_.Load();
  KEPIL_ASSIGN_OR_RETURN(StoredChange change,
                         rooms_.store.ReadChange(change_id));
  KEPIL_ASSIGN_OR_RETURN(const v1::ChangeStatement statement,
                         StatementOf(change));
  KEPIL_RETURN_IF_ERROR(CheckProposed(change));
  KEPIL_RETURN_IF_ERROR(CheckDecider(statement, *head, officer, now));
  change.set_refusal_statement(
      kepil::ProposeRefusal(statement, change.statement(), reason,
                            {*head, officer, std::string(change_id), now,
                             options_.statement_lifetime})
          .SerializeAsString());
  KEPIL_RETURN_IF_ERROR(rooms_.store.PutChange(
      change_id, change,
      EventOf(storage::v1::AUDIT_KIND_PROPOSED, now, officer.id(), change_id)));
  return change;
}

absl::Status Registry::Refuse(absl::string_view change_id,
                              const CheckedAct& act,
                              const v1::PrincipalRecord& officer) {
  MutexLock lock(mutex_);
  const absl::Time now = rooms_.clock.Now();
  KEPIL_ASSIGN_OR_RETURN(StoredChange change,
                         rooms_.store.ReadChange(change_id));
  KEPIL_ASSIGN_OR_RETURN(const v1::ChangeStatement statement,
                         StatementOf(change));
  KEPIL_RETURN_IF_ERROR(CheckProposed(change));
  if (change.refusal_statement().empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_STATE,
                     "no refusal of the change has been made");
  }
  KEPIL_RETURN_IF_ERROR(CheckSigned(change.refusal_statement(), act));
  KEPIL_RETURN_IF_ERROR(CheckDecider(statement, *image_.Load(), officer, now));
  Decide(act, officer, now, change);
  change.set_state(StoredChange::STATE_REFUSED);
  return rooms_.store.PutChange(
      change_id, change,
      EventOf(storage::v1::AUDIT_KIND_REFUSED, now, officer.id(), change_id));
}

absl::StatusOr<StoredChange> Registry::ReadChange(
    absl::string_view change_id) const {
  return rooms_.store.ReadChange(change_id);
}

absl::StatusOr<std::vector<StoredChange>> Registry::ListChanges(
    int limit) const {
  return rooms_.store.ListChanges(limit);
}

absl::StatusOr<std::string> Registry::ReadSnapshot(int64_t version) const {
  return rooms_.store.ReadSnapshot(version == 0 ? image_.Load()->version()
                                                : version);
}

absl::StatusOr<v1::SnapshotSource> Registry::ReadAsOf(
    absl::Time record_time) const {
  KEPIL_ASSIGN_OR_RETURN(const int64_t version,
                         rooms_.store.VersionAt(record_time));
  KEPIL_ASSIGN_OR_RETURN(const std::string octets,
                         rooms_.store.ReadSnapshot(version));
  v1::SnapshotSource source;
  if (!source.ParseFromString(octets)) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "a stored snapshot cannot be read");
  }
  return source;
}

absl::Status Registry::RecordRejectedAct(absl::string_view change_id,
                                         const v1::PrincipalRecord& officer,
                                         const absl::Status& why) {
  AuditEvent event = EventOf(storage::v1::AUDIT_KIND_REJECTED_ACT,
                             rooms_.clock.Now(), officer.id(), change_id);
  event.set_error_reason(v1::ErrorReason_Name(
      ReasonOf(why).value_or(v1::ERROR_REASON_UNCLASSIFIED)));
  MutexLock lock(mutex_);
  return rooms_.store.Record(event);
}

}  // namespace kepil

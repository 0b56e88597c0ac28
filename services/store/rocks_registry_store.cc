#include "services/store/rocks_registry_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/store/acts_log.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;
using storage::v1::RegistryImage;
using storage::v1::StoredChange;

constexpr char kVersionKey[] = "v";

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

// Parses every record under `prefix` into `records`.
template <typename Record>
absl::Status LoadRecords(const RocksDb& db, const std::string& prefix,
                         google::protobuf::RepeatedPtrField<Record>& records) {
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(
      db.Scan({Family::kRegistry, prefix, ""},
              [&](absl::string_view, absl::string_view value) {
                readable = records.Add()->ParseFromArray(
                    value.data(), static_cast<int>(value.size()));
                return readable;
              }));
  return readable ? absl::OkStatus()
                  : CorruptError("a record of the registry cannot be read");
}

absl::StatusOr<StoredChange> ParseChange(absl::string_view octets) {
  StoredChange change;
  if (!change.ParseFromArray(octets.data(), static_cast<int>(octets.size()))) {
    return CorruptError("a stored change cannot be read");
  }
  return change;
}

bool IsAbout(const StoredChange& change, absl::string_view authority_id) {
  v1::ChangeStatement statement;
  return statement.ParseFromString(change.statement()) &&
         (statement.authority().id() == authority_id ||
          statement.status().authority_id() == authority_id);
}

std::string ChangeKey(absl::string_view change_id) {
  return absl::StrCat("c/", change_id);
}

}  // namespace

absl::StatusOr<int64_t> RocksRegistryStore::ReadVersion() const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> version,
                         db_.Get(Family::kRegistry, kVersionKey));
  if (!version.has_value()) {
    return 0;
  }
  const std::optional<int64_t> number = NumberOf(*version);
  if (!number.has_value()) {
    return CorruptError("the registry's version cannot be read");
  }
  return *number;
}

absl::StatusOr<RegistryImage> RocksRegistryStore::Load() const {
  MutexLock lock(mutex_);
  RegistryImage image;
  KEPIL_ASSIGN_OR_RETURN(const int64_t version, ReadVersion());
  image.set_version(version);
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "a/", *image.mutable_authorities()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "p/", *image.mutable_principals()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "r/", *image.mutable_rules()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "k/", *image.mutable_keys()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "t/", *image.mutable_treaties()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "m/", *image.mutable_key_misuse()));
  KEPIL_RETURN_IF_ERROR(LoadRecords(db_, "s/", *image.mutable_special_cas()));
  return image;
}

absl::Status RocksRegistryStore::CheckUndecided(
    absl::string_view change_id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         db_.Get(Family::kChanges, ChangeKey(change_id)));
  if (!value.has_value()) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(const StoredChange change, ParseChange(*value));
  if (change.state() != StoredChange::STATE_PROPOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CHANGE_DECIDED,
                     "the change has been decided already");
  }
  return absl::OkStatus();
}

absl::Status RocksRegistryStore::AddAudit(AuditEvent event,
                                          RocksDb::Batch& writes) {
  int64_t sequence = 0;
  std::string previous;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kAudit, "", "", RocksDb::Order::kDescending},
               [&](absl::string_view key, absl::string_view value) {
                 sequence = NumberOf(key).value_or(0);
                 previous = std::string(Sha256(value).bytes());
                 return false;
               }));
  event.set_sequence(sequence + 1);
  event.set_previous_sha256(previous);
  const std::string octets = event.SerializeAsString();
  writes.Put(Family::kAudit, NumberKey(event.sequence()), octets);
  AddPendingAct(event.sequence(), octets, writes);
  return absl::OkStatus();
}

absl::Status RocksRegistryStore::Commit(const RegistryCommit& commit,
                                        int64_t expected_version) {
  MutexLock lock(mutex_);
  KEPIL_ASSIGN_OR_RETURN(const int64_t version, ReadVersion());
  if (version != expected_version || commit.version != version + 1) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_REGISTRY_MOVED,
                     "the registry has moved under the writer");
  }
  RocksDb::Batch writes(db_);
  for (const v1::Authority& authority : commit.authorities) {
    writes.Put(Family::kRegistry, absl::StrCat("a/", authority.id()),
               authority.SerializeAsString());
  }
  for (const v1::PrincipalRecord& principal : commit.principals) {
    writes.Put(Family::kRegistry, absl::StrCat("p/", principal.tls_sha256()),
               principal.SerializeAsString());
  }
  for (const v1::RuleFile& rule : commit.rules) {
    writes.Put(Family::kRegistry, absl::StrCat("r/", rule.id()),
               rule.SerializeAsString());
  }
  for (const v1::PublishedKey& key : commit.keys) {
    writes.Put(Family::kRegistry, absl::StrCat("k/", key.id()),
               key.SerializeAsString());
  }
  for (const v1::Treaty& treaty : commit.treaties) {
    writes.Put(Family::kRegistry, absl::StrCat("t/", treaty.id()),
               treaty.SerializeAsString());
  }
  for (const v1::KeyMisuseReport& report : commit.key_misuse) {
    writes.Put(Family::kRegistry, absl::StrCat("m/", report.spki_sha256()),
               report.SerializeAsString());
  }
  for (const v1::SpecialCa& special : commit.special_cas) {
    writes.Put(Family::kRegistry, absl::StrCat("s/", special.id()),
               special.SerializeAsString());
  }
  if (commit.change.has_value()) {
    KEPIL_RETURN_IF_ERROR(CheckUndecided(commit.change_id));
    writes.Put(Family::kChanges, ChangeKey(commit.change_id),
               commit.change->SerializeAsString());
  }
  storage::v1::RegistryCommitRecord history;
  history.set_version(commit.version);
  history.set_change_id(commit.change_id);
  *history.mutable_at() = commit.audit.at();
  history.set_snapshot_sha256(
      std::string(Sha256(commit.snapshot_source).bytes()));
  writes.Put(Family::kRegistryHistory, NumberKey(commit.version),
             history.SerializeAsString());
  writes.Put(Family::kSnapshots, NumberKey(commit.version),
             commit.snapshot_source);
  KEPIL_RETURN_IF_ERROR(AddAudit(commit.audit, writes));
  writes.Put(Family::kRegistry, kVersionKey, NumberKey(commit.version));
  return db_.Write(writes, Durability::kSynced);
}

absl::Status RocksRegistryStore::PutChange(absl::string_view change_id,
                                           const StoredChange& change,
                                           const AuditEvent& audit) {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(CheckUndecided(change_id));
  RocksDb::Batch writes(db_);
  const std::string key = ChangeKey(change_id);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                         db_.Get(Family::kChanges, key));
  writes.Put(Family::kChanges, key, change.SerializeAsString());
  KEPIL_RETURN_IF_ERROR(AddAudit(audit, writes));
  if (!known.has_value()) {
    // The order in which changes were proposed: by the audit's sequence.
    int64_t sequence = 0;
    KEPIL_RETURN_IF_ERROR(
        db_.Scan({Family::kChanges, "o/", "", RocksDb::Order::kDescending},
                 [&](absl::string_view last, absl::string_view) {
                   sequence = NumberOf(last.substr(2)).value_or(0);
                   return false;
                 }));
    writes.Put(Family::kChanges, absl::StrCat("o/", NumberKey(sequence + 1)),
               change_id);
  }
  return db_.Write(writes, Durability::kSynced);
}

absl::StatusOr<StoredChange> RocksRegistryStore::ReadChange(
    absl::string_view change_id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         db_.Get(Family::kChanges, ChangeKey(change_id)));
  if (!value.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_CHANGE_UNKNOWN, "no such change");
  }
  return ParseChange(*value);
}

absl::StatusOr<std::vector<StoredChange>> RocksRegistryStore::ListChanges(
    int limit) const {
  std::vector<std::string> ids;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kChanges, "o/", "", RocksDb::Order::kDescending},
               [&](absl::string_view, absl::string_view id) {
                 ids.emplace_back(id);
                 return static_cast<int>(ids.size()) < limit;
               }));
  std::vector<StoredChange> changes;
  for (const std::string& id : ids) {
    KEPIL_ASSIGN_OR_RETURN(StoredChange change, ReadChange(id));
    changes.push_back(std::move(change));
  }
  return changes;
}

absl::StatusOr<int64_t> RocksRegistryStore::VersionAt(
    absl::Time record_time) const {
  int64_t version = 0;
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(db_.Scan(
      {Family::kRegistryHistory, "", "", RocksDb::Order::kDescending},
      [&](absl::string_view, absl::string_view value) {
        storage::v1::RegistryCommitRecord record;
        readable =
            record.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (readable &&
            absl::FromUnixSeconds(record.at().seconds()) <= record_time) {
          version = record.version();
        }
        return readable && version == 0;
      }));
  if (!readable) {
    return CorruptError("the registry's history cannot be read");
  }
  if (version == 0) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_EVIDENCE_UNKNOWN,
                     "nothing was on record then");
  }
  return version;
}

absl::StatusOr<std::string> RocksRegistryStore::ReadSnapshot(
    int64_t version) const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<std::string> source,
                         db_.Get(Family::kSnapshots, NumberKey(version)));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> record,
                         db_.Get(Family::kRegistryHistory, NumberKey(version)));
  if (!source.has_value() || !record.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_EVIDENCE_UNKNOWN,
                     "no snapshot of that version");
  }
  storage::v1::RegistryCommitRecord history;
  if (!history.ParseFromString(*record) ||
      Sha256(*source).bytes() != absl::string_view(history.snapshot_sha256())) {
    return CorruptError("a snapshot does not have its digest any more");
  }
  return *std::move(source);
}

absl::Status RocksRegistryStore::Record(const AuditEvent& audit) {
  MutexLock lock(mutex_);
  RocksDb::Batch writes(db_);
  KEPIL_RETURN_IF_ERROR(AddAudit(audit, writes));
  return db_.Write(writes, Durability::kSynced);
}

absl::Status RocksRegistryStore::WriteWithAudit(const AuditEvent& audit,
                                                RocksDb::Batch& writes) {
  MutexLock lock(mutex_);
  KEPIL_RETURN_IF_ERROR(AddAudit(audit, writes));
  return db_.Write(writes, Durability::kSynced);
}

absl::StatusOr<std::vector<RecordedAct>> RocksRegistryStore::ActsAbout(
    absl::string_view authority_id) const {
  std::vector<RecordedAct> acts;
  absl::Status read;
  KEPIL_RETURN_IF_ERROR(db_.Scan(
      {Family::kAudit, "", ""},
      [&](absl::string_view, absl::string_view value) {
        AuditEvent event;
        if (!event.ParseFromArray(value.data(),
                                  static_cast<int>(value.size()))) {
          read = CorruptError("an audit event cannot be read");
        } else if (!event.change_id().empty()) {
          absl::StatusOr<StoredChange> change = ReadChange(event.change_id());
          if (change.ok() && IsAbout(*change, authority_id)) {
            acts.push_back(
                {event.sequence(), std::string(value), *std::move(change)});
          } else if (ReasonOf(change.status()) !=
                     v1::ERROR_REASON_CHANGE_UNKNOWN) {
            read = change.status();  // A change that never was, somebody tried.
          }
        }
        return read.ok();
      }));
  KEPIL_RETURN_IF_ERROR(read);
  return acts;
}

absl::StatusOr<int64_t> RocksRegistryStore::CheckAudit() const {
  MutexLock lock(mutex_);
  int64_t count = 0;
  std::string previous;
  bool intact = true;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kAudit, "", ""},
               [&](absl::string_view key, absl::string_view value) {
                 AuditEvent event;
                 ++count;
                 intact = NumberOf(key) == count &&
                          event.ParseFromArray(
                              value.data(), static_cast<int>(value.size())) &&
                          event.sequence() == count &&
                          event.previous_sha256() == previous;
                 previous = std::string(Sha256(value).bytes());
                 return intact;
               }));
  if (!intact) {
    return CorruptError(absl::StrCat("the audit chain breaks at ", count));
  }
  return count;
}

}  // namespace kepil

#include "services/store/rocks_application_store.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

using storage::v1::StoredApplication;

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

std::string DocumentKey(absl::string_view digest) {
  return absl::StrCat("f/", digest);
}

}  // namespace

absl::StatusOr<std::optional<StoredApplication>> RocksApplicationStore::Find(
    absl::string_view id) const {
  KEPIL_ASSIGN_OR_RETURN(
      const std::optional<std::string> value,
      db_.Get(Family::kApplications, absl::StrCat("a/", id)));
  if (!value.has_value()) {
    return std::optional<StoredApplication>();
  }
  StoredApplication stored;
  if (!stored.ParseFromString(*value)) {
    return CorruptError("a stored application cannot be read");
  }
  return std::optional<StoredApplication>(std::move(stored));
}

absl::StatusOr<int64_t> RocksApplicationStore::NewestSequence() const {
  int64_t sequence = 0;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kApplications, "o/", "", RocksDb::Order::kDescending},
               [&](absl::string_view key, absl::string_view) {
                 sequence = NumberOf(key.substr(2)).value_or(0);
                 return false;
               }));
  return sequence;
}

absl::StatusOr<v1::Application> RocksApplicationStore::Read(
    absl::string_view application_id) const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<StoredApplication> stored,
                         Find(absl::HexStringToBytes(application_id)));
  if (!stored.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_APPLICATION_UNKNOWN,
                     "no such application");
  }
  return std::move(*stored->mutable_application());
}

absl::StatusOr<std::vector<v1::Application>> RocksApplicationStore::List(
    int limit) const {
  std::vector<std::string> ids;
  KEPIL_RETURN_IF_ERROR(
      db_.Scan({Family::kApplications, "o/", "", RocksDb::Order::kDescending},
               [&](absl::string_view, absl::string_view id) {
                 ids.push_back(absl::BytesToHexString(id));
                 return static_cast<int>(ids.size()) < limit;
               }));
  std::vector<v1::Application> applications;
  for (const std::string& id : ids) {
    KEPIL_ASSIGN_OR_RETURN(v1::Application application, Read(id));
    applications.push_back(std::move(application));
  }
  return applications;
}

absl::Status RocksApplicationStore::Put(const ApplicationWrite& write) {
  MutexLock lock(mutex_);
  const std::string id =
      absl::HexStringToBytes(write.application.application_id());
  KEPIL_ASSIGN_OR_RETURN(const std::optional<StoredApplication> known,
                         Find(id));
  const int64_t revision =
      known.has_value() ? known->application().revision() : 0;
  if (write.application.revision() != revision + 1) {
    return MakeError(absl::StatusCode::kAborted,
                     v1::ERROR_REASON_APPLICATION_MOVED,
                     "the application has moved under the writer");
  }
  RocksDb::Batch writes(db_);
  StoredApplication stored;
  *stored.mutable_application() = write.application;
  if (known.has_value()) {
    stored.set_sequence(known->sequence());
  } else {
    KEPIL_ASSIGN_OR_RETURN(const int64_t newest, NewestSequence());
    stored.set_sequence(newest + 1);
    writes.Put(Family::kApplications, absl::StrCat("o/", NumberKey(newest + 1)),
               id);
  }
  writes.Put(Family::kApplications, absl::StrCat("a/", id),
             stored.SerializeAsString());
  if (write.document.has_value()) {
    writes.Put(Family::kApplications,
               DocumentKey(Sha256(*write.document).bytes()), *write.document);
  }
  return registry_.WriteWithAudit(write.audit, writes);
}

absl::StatusOr<std::string> RocksApplicationStore::ReadDocument(
    const Digest& digest) const {
  KEPIL_ASSIGN_OR_RETURN(
      std::optional<std::string> octets,
      db_.Get(Family::kApplications, DocumentKey(digest.bytes())));
  if (!octets.has_value()) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_EVIDENCE_UNKNOWN, "no such document");
  }
  if (Sha256(*octets) != digest) {
    return CorruptError("a document does not have its digest any more");
  }
  return *std::move(octets);
}

}  // namespace kepil

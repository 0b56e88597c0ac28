#include "services/store/rocks_evidence_standings.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "kepil/storage/v1/application.pb.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {
namespace {

using storage::v1::EvidenceStanding;

constexpr size_t kReceiptKeySize = 8;  // Of a body; others have a suffix.

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

template <typename Message>
bool Parse(absl::string_view octets, Message& message) {
  return message.ParseFromArray(octets.data(), static_cast<int>(octets.size()));
}

using Digests = absl::flat_hash_set<std::string>;

// The evidence of one receipt, by digest.
absl::Status AddEvidence(const RocksDb& db, const v1::ReceiptBody& body,
                         Digests& digests) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> octets,
                         db.Get(Family::kEvidenceSets, body.evidence_sha256()));
  v1::EvidenceManifest manifest;
  if (!octets.has_value() || !Parse(*octets, manifest)) {
    return CorruptError("the evidence manifest of a receipt is lost");
  }
  for (const v1::EvidenceItem& item : manifest.items()) {
    digests.insert(item.sha256());
  }
  digests.insert(body.signature_sha256());
  return absl::OkStatus();
}

struct Sorted {
  Digests needed, given_up;
};

absl::StatusOr<Sorted> SortEvidence(
    const RocksDb& db, const std::map<std::string, EvidenceStanding>& purged,
    const std::set<std::string>& swept) {
  Sorted sorted;
  absl::Status status;
  KEPIL_RETURN_IF_ERROR(db.Scan(
      {Family::kReceipts, "", ""},
      [&](absl::string_view key, absl::string_view value) {
        v1::ReceiptBody body;
        if (key.size() != kReceiptKeySize) {
          return true;
        }
        if (!Parse(value, body)) {
          status = CorruptError("a stored receipt cannot be read");
        } else if (swept.count(body.id()) == 0) {
          status.Update(AddEvidence(
              db, body,
              purged.count(body.id()) != 0 ? sorted.given_up : sorted.needed));
        }
        return status.ok();
      }));
  KEPIL_RETURN_IF_ERROR(status);
  KEPIL_RETURN_IF_ERROR(
      db.Scan({Family::kApplications, "a/", ""},
              [&](absl::string_view, absl::string_view value) {
                storage::v1::StoredApplication stored;
                if (!Parse(value, stored)) {
                  status = CorruptError("a stored application cannot be read");
                  return false;
                }
                for (const std::string& digest :
                     stored.application().report().evidence()) {
                  sorted.needed.insert(digest);
                }
                return true;
              }));
  KEPIL_RETURN_IF_ERROR(status);
  return sorted;
}

}  // namespace

absl::StatusOr<EvidenceStanding> RocksEvidenceStandings::ReadStanding(
    absl::string_view receipt_id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         db_.Get(Family::kEvidenceStandings, receipt_id));
  EvidenceStanding standing;
  if (value.has_value() && !Parse(*value, standing)) {
    return CorruptError("the standing of evidence cannot be read");
  }
  return standing;
}

absl::Status RocksEvidenceStandings::PutStanding(
    absl::string_view receipt_id, const EvidenceStanding& standing,
    const storage::v1::AuditEvent& audit) {
  RocksDb::Batch writes(db_);
  writes.Put(Family::kEvidenceStandings, receipt_id,
             standing.SerializeAsString());
  return registry_.WriteWithAudit(audit, writes);
}

absl::StatusOr<int64_t> SweepPurgedEvidence(RocksDb& db) {
  std::map<std::string, EvidenceStanding> purged;
  std::set<std::string> swept;
  bool readable = true;
  KEPIL_RETURN_IF_ERROR(
      db.Scan({Family::kEvidenceStandings, "", ""},
              [&](absl::string_view key, absl::string_view value) {
                EvidenceStanding standing;
                readable = Parse(value, standing);
                if (standing.swept()) {
                  swept.emplace(key);
                } else if (standing.has_purged_at()) {
                  purged.emplace(key, standing);
                }
                return readable;
              }));
  if (!readable) {
    return CorruptError("the standing of evidence cannot be read");
  }
  if (purged.empty()) {
    return 0;
  }
  KEPIL_ASSIGN_OR_RETURN(const Sorted sorted, SortEvidence(db, purged, swept));
  RocksDb::Batch writes(db);
  int64_t count = 0;
  for (const std::string& digest : sorted.given_up) {
    if (sorted.needed.contains(digest)) {
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> held,
                           db.Get(Family::kEvidence, digest));
    if (held.has_value()) {
      writes.Put(Family::kEvidence, digest, "");  // That it was there.
      ++count;
    }
  }
  for (auto& [id, standing] : purged) {
    standing.set_swept(true);
    writes.Put(Family::kEvidenceStandings, id, standing.SerializeAsString());
  }
  KEPIL_RETURN_IF_ERROR(db.Write(writes, Durability::kSynced));
  return count;
}

}  // namespace kepil

#include "services/store/rocks_receipt_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "kepil/v1/receipt.pb.h"
#include "services/store/log_id.h"

namespace kepil {
namespace {

constexpr size_t kNumberSize = 8;
constexpr char kDvcSuffix = 'd';
constexpr char kGroupSuffix = 'g';   // Of the group's first receipt: its DVC.
constexpr char kMemberSuffix = 'm';  // Index of that one, then the path.

const std::string& HeadKey() {
  static const auto* const key = new std::string(
      std::string(1, static_cast<char>(LogId::kReceipts)) + "next");
  return *key;
}

std::string IdKey(const ReceiptId& id) { return absl::StrCat("i/", id); }

std::string IdempotencyKey(absl::string_view principal, absl::string_view key) {
  return absl::StrCat("k/", principal, key);
}

std::string PendingKey(int64_t index) {
  return static_cast<char>(LogId::kReceipts) + NumberKey(index);
}

absl::Status UnknownError() {
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_RECEIPT_UNKNOWN, "no such receipt");
}

absl::Status CorruptError(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   what);
}

}  // namespace

absl::StatusOr<ReceiptStore::Head> RocksReceiptStore::ReadHead() const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         db_.Get(Family::kLogState, HeadKey()));
  Head head;
  if (!value.has_value()) {
    return head;
  }
  const absl::string_view octets = *value;
  if (octets.size() != 16) {
    return CorruptError("the head of the receipts cannot be read");
  }
  head.next_index = *NumberOf(octets.substr(0, 8));
  head.last_issued_at = absl::FromUnixSeconds(*NumberOf(octets.substr(8)));
  return head;
}

absl::Status RocksReceiptStore::Commit(absl::Span<const ReceiptRecord> batch) {
  if (batch.empty()) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(Head head, ReadHead());
  RocksDb::Batch writes(db_);
  for (const ReceiptRecord& record : batch) {
    if (record.position.index != head.next_index ||
        record.position.issued_at < head.last_issued_at) {
      return MakeError(absl::StatusCode::kAborted,
                       v1::ERROR_REASON_REGISTRY_MOVED,
                       "the receipts have moved under the writer");
    }
    const std::string index = NumberKey(head.next_index++);
    head.last_issued_at = record.position.issued_at;
    writes.Put(Family::kReceipts, index, record.body);
    writes.Put(Family::kReceiptIndex, IdKey(record.id), index);
    writes.Put(Family::kEvidenceSets, Sha256(record.manifest).bytes(),
               record.manifest);
    writes.Put(Family::kLogPending, PendingKey(record.position.index),
               record.leaf);
    if (!record.file.empty()) {
      writes.Put(Family::kEvidence, Sha256(record.file).bytes(), record.file);
    }
    if (record.idempotency.has_value()) {
      const IdempotencyRow& row = *record.idempotency;
      writes.Put(Family::kReceiptIndex,
                 IdempotencyKey(row.principal_sha256, row.key_sha256),
                 absl::StrCat(row.request.bytes(), index, record.id));
    }
  }
  writes.Put(Family::kLogState, HeadKey(),
             NumberKey(head.next_index) +
                 NumberKey(absl::ToUnixSeconds(head.last_issued_at)));
  return db_.Write(writes, Durability::kSynced);
}

absl::StatusOr<ReceiptRecord> RocksReceiptStore::Get(
    const ReceiptId& id) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> index,
                         db_.Get(Family::kReceiptIndex, IdKey(id)));
  if (!index.has_value() || id.size() != 16) {
    return UnknownError();
  }
  const std::optional<int64_t> number = NumberOf(*index);
  if (!number.has_value()) {
    return CorruptError("an index of receipts cannot be read");
  }
  return GetNamed(*number, id);
}

// An index entry may outlive a write that failed and was never acknowledged:
// its place then belongs to another receipt, or to none.
absl::StatusOr<ReceiptRecord> RocksReceiptStore::GetNamed(
    int64_t index, absl::string_view id) const {
  KEPIL_ASSIGN_OR_RETURN(ReceiptRecord record, GetByIndex(index));
  if (record.id != id) {
    return UnknownError();
  }
  return record;
}

absl::StatusOr<ReceiptRecord> RocksReceiptStore::GetByIndex(
    int64_t index) const {
  KEPIL_ASSIGN_OR_RETURN(std::optional<std::string> body,
                         db_.Get(Family::kReceipts, NumberKey(index)));
  if (!body.has_value()) {
    return UnknownError();
  }
  v1::ReceiptBody parsed;
  if (!parsed.ParseFromString(*body) || parsed.serial() != index + 1) {
    return CorruptError("a stored receipt cannot be read");
  }
  ReceiptRecord record;
  record.id = parsed.id();
  record.position.index = index;
  record.position.issued_at =
      absl::FromUnixSeconds(parsed.issued_at().seconds());
  KEPIL_ASSIGN_OR_RETURN(
      std::optional<std::string> manifest,
      db_.Get(Family::kEvidenceSets, parsed.evidence_sha256()));
  if (!manifest.has_value() ||
      Sha256(*manifest).bytes() !=
          absl::string_view(parsed.evidence_sha256())) {
    return CorruptError("the evidence manifest of a receipt is lost");
  }
  record.manifest = *std::move(manifest);
  record.leaf = ReceiptLeaf(parsed, *body);
  record.body = *std::move(body);
  return record;
}

absl::StatusOr<std::optional<ReceiptStore::IdempotencyHit>>
RocksReceiptStore::FindByIdempotencyKey(absl::string_view principal_sha256,
                                        absl::string_view key_sha256) const {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         db_.Get(Family::kReceiptIndex,
                                 IdempotencyKey(principal_sha256, key_sha256)));
  if (!value.has_value()) {
    return std::optional<IdempotencyHit>();
  }
  const absl::string_view octets = *value;
  if (octets.size() <= Digest::kSize + 8) {
    return CorruptError("an idempotency row cannot be read");
  }
  IdempotencyHit hit;
  KEPIL_ASSIGN_OR_RETURN(hit.request,
                         Digest::FromBytes(octets.substr(0, Digest::kSize)));
  hit.index = *NumberOf(octets.substr(Digest::kSize, 8));
  const absl::Status named =
      GetNamed(hit.index, octets.substr(Digest::kSize + 8)).status();
  if (ReasonOf(named) == v1::ERROR_REASON_RECEIPT_UNKNOWN) {
    return std::optional<IdempotencyHit>();
  }
  KEPIL_RETURN_IF_ERROR(named);
  return std::optional<IdempotencyHit>(hit);
}

absl::StatusOr<std::string> RocksReceiptStore::GetDvc(int64_t index) const {
  KEPIL_ASSIGN_OR_RETURN(
      std::optional<std::string> dvc,
      db_.Get(Family::kReceipts, NumberKey(index) + kDvcSuffix));
  if (!dvc.has_value()) {
    return UnknownError();
  }
  return *std::move(dvc);
}

absl::Status RocksReceiptStore::PutDvcs(
    const std::map<int64_t, std::string>& dvcs) {
  RocksDb::Batch writes(db_);
  for (const auto& [index, dvc] : dvcs) {
    writes.Put(Family::kReceipts, NumberKey(index) + kDvcSuffix, dvc);
  }
  return db_.Write(writes, Durability::kBuffered);
}

absl::StatusOr<ReceiptStore::GroupDvc> RocksReceiptStore::GetGroupDvc(
    int64_t index) const {
  KEPIL_ASSIGN_OR_RETURN(
      const std::optional<std::string> place,
      db_.Get(Family::kReceipts, NumberKey(index) + kMemberSuffix));
  if (!place.has_value()) {
    return UnknownError();
  }
  const absl::string_view octets = *place;
  v1::GroupPath path;
  if (octets.size() <= kNumberSize ||
      !path.ParseFromString(std::string(octets.substr(kNumberSize)))) {
    return CorruptError("a receipt's place in its group cannot be read");
  }
  KEPIL_ASSIGN_OR_RETURN(
      std::optional<std::string> dvc,
      db_.Get(Family::kReceipts,
              absl::StrCat(octets.substr(0, kNumberSize),
                           absl::string_view(&kGroupSuffix, 1))));
  if (!dvc.has_value()) {
    return CorruptError("the DVC of a group of receipts is lost");
  }
  return GroupDvc{*std::move(dvc), std::move(path)};
}

absl::Status RocksReceiptStore::PutGroupDvc(
    absl::string_view dvc, absl::Span<const GroupPlace> places) {
  RocksDb::Batch writes(db_);
  const std::string first = NumberKey(places.front().index);
  writes.Put(Family::kReceipts, first + kGroupSuffix, dvc);
  for (const GroupPlace& place : places) {
    writes.Put(Family::kReceipts, NumberKey(place.index) + kMemberSuffix,
               first + place.path.SerializeAsString());
  }
  return db_.Write(writes, Durability::kSynced);
}

}  // namespace kepil

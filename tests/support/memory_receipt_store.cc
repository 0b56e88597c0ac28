#include "tests/support/memory_receipt_store.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"

namespace kepil {
namespace {

absl::Status UnknownError() {
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_RECEIPT_UNKNOWN, "no such receipt");
}

}  // namespace

absl::StatusOr<ReceiptStore::Head> MemoryReceiptStore::ReadHead() const {
  MutexLock lock(mutex_);
  return head_;
}

absl::Status MemoryReceiptStore::Commit(absl::Span<const ReceiptRecord> batch) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) {
    return failure_;
  }
  Head head = head_;
  for (const ReceiptRecord& record : batch) {
    if (record.position.index != head.next_index ||
        record.position.issued_at < head.last_issued_at) {
      return MakeError(absl::StatusCode::kAborted,
                       v1::ERROR_REASON_REGISTRY_MOVED, "moved");
    }
    ++head.next_index;
    head.last_issued_at = record.position.issued_at;
  }
  for (const ReceiptRecord& record : batch) {
    if (archive_ != nullptr && !record.file.empty()) {
      KEPIL_RETURN_IF_ERROR(
          archive_->Archive(Sha256(record.file), record.file));
    }
  }
  for (const ReceiptRecord& record : batch) {
    by_id_[record.id] = record.position.index;
    if (record.idempotency.has_value()) {
      const IdempotencyRow& row = *record.idempotency;
      by_key_[{row.principal_sha256, row.key_sha256}] = {row.request,
                                                         record.position.index};
    }
    if (log_ != nullptr) {
      log_->AddPending(record.leaf);
    }
    records_.push_back(record);
    records_.back().idempotency.reset();
    records_.back().file.clear();
  }
  head_ = head;
  commits_.push_back(static_cast<int>(batch.size()));
  return absl::OkStatus();
}

absl::StatusOr<ReceiptRecord> MemoryReceiptStore::GetByIndexLocked(
    int64_t index) const {
  if (index < 0 || index >= static_cast<int64_t>(records_.size())) {
    return UnknownError();
  }
  return records_[static_cast<size_t>(index)];
}

absl::StatusOr<ReceiptRecord> MemoryReceiptStore::Get(
    const ReceiptId& id) const {
  MutexLock lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? UnknownError()
                               : GetByIndexLocked(found->second);
}

absl::StatusOr<ReceiptRecord> MemoryReceiptStore::GetByIndex(
    int64_t index) const {
  MutexLock lock(mutex_);
  return GetByIndexLocked(index);
}

absl::StatusOr<std::optional<ReceiptStore::IdempotencyHit>>
MemoryReceiptStore::FindByIdempotencyKey(absl::string_view principal_sha256,
                                         absl::string_view key_sha256) const {
  MutexLock lock(mutex_);
  const auto found =
      by_key_.find({std::string(principal_sha256), std::string(key_sha256)});
  return found == by_key_.end() ? std::nullopt
                                : std::optional<IdempotencyHit>(found->second);
}

absl::StatusOr<std::string> MemoryReceiptStore::GetDvc(int64_t index) const {
  MutexLock lock(mutex_);
  const auto found = dvcs_.find(index);
  if (found == dvcs_.end()) {
    return UnknownError();
  }
  return found->second;
}

absl::Status MemoryReceiptStore::PutDvcs(
    const std::map<int64_t, std::string>& dvcs) {
  MutexLock lock(mutex_);
  if (failure_.ok()) {
    for (const auto& [index, dvc] : dvcs) {
      dvcs_[index] = dvc;
    }
    dvc_writes_.push_back(static_cast<int>(dvcs.size()));
  }
  return failure_;
}

absl::StatusOr<ReceiptStore::GroupDvc> MemoryReceiptStore::GetGroupDvc(
    int64_t index) const {
  MutexLock lock(mutex_);
  const auto found = groups_.find(index);
  if (found == groups_.end()) {
    return UnknownError();
  }
  return found->second;
}

absl::Status MemoryReceiptStore::PutGroupDvc(
    absl::string_view dvc, absl::Span<const GroupPlace> places) {
  MutexLock lock(mutex_);
  if (failure_.ok()) {
    for (const GroupPlace& place : places) {
      groups_[place.index] = {std::string(dvc), place.path};
    }
  }
  return failure_;
}

void MemoryReceiptStore::FailWritesWith(const absl::Status& status) {
  MutexLock lock(mutex_);
  failure_ = status;
}

std::vector<int> MemoryReceiptStore::dvc_writes() const {
  MutexLock lock(mutex_);
  return dvc_writes_;
}

void MemoryReceiptStore::RemoveDvc(int64_t index) {
  MutexLock lock(mutex_);
  dvcs_.erase(index);
}

std::vector<int> MemoryReceiptStore::commits() const {
  MutexLock lock(mutex_);
  return commits_;
}

}  // namespace kepil

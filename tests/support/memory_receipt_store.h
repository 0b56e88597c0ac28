#ifndef KEPIL_TESTS_SUPPORT_MEMORY_RECEIPT_STORE_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_RECEIPT_STORE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "services/evidence/evidence_store.h"
#include "services/receipt/receipt_store.h"
#include "tests/support/memory_log_storage.h"

namespace kepil {

// MemoryReceiptStore keeps receipts in memory. Thread-safe.
class MemoryReceiptStore : public ReceiptStore {
 public:
  // Leaves go to `log`, if given, which outlives the store.
  explicit MemoryReceiptStore(MemoryLogStorage* log = nullptr) : log_(log) {}

  absl::StatusOr<Head> ReadHead() const override;
  absl::Status Commit(absl::Span<const ReceiptRecord> batch) override;
  absl::StatusOr<ReceiptRecord> Get(const ReceiptId& id) const override;
  absl::StatusOr<ReceiptRecord> GetByIndex(int64_t index) const override;
  absl::StatusOr<std::optional<IdempotencyHit>> FindByIdempotencyKey(
      absl::string_view principal_sha256,
      absl::string_view key_sha256) const override;
  absl::StatusOr<std::string> GetDvc(int64_t index) const override;
  absl::Status PutDvcs(const std::map<int64_t, std::string>& dvcs) override;
  absl::StatusOr<GroupDvc> GetGroupDvc(int64_t index) const override;
  absl::Status PutGroupDvc(absl::string_view dvc,
                           absl::Span<const GroupPlace> places) override;

  // Where the records' files go, which outlives the store; else nowhere.
  void ArchiveTo(EvidenceStore& archive) { archive_ = &archive; }
  // From now on every write fails with `status`; OK ends it.
  void FailWritesWith(const absl::Status& status);
  void RemoveDvc(int64_t index);
  // How many records each commit wrote, in order.
  std::vector<int> commits() const;
  // How many DVCs each write had, in order.
  std::vector<int> dvc_writes() const;

 private:
  absl::StatusOr<ReceiptRecord> GetByIndexLocked(int64_t index) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  MemoryLogStorage* const log_;
  EvidenceStore* archive_ = nullptr;
  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  Head head_ ABSL_GUARDED_BY(mutex_);
  std::vector<ReceiptRecord> records_ ABSL_GUARDED_BY(mutex_);
  std::map<ReceiptId, int64_t> by_id_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<std::string, std::string>, IdempotencyHit> by_key_
      ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, std::string> dvcs_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, GroupDvc> groups_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> commits_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> dvc_writes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_RECEIPT_STORE_H_

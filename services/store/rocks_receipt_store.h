#ifndef KEPIL_SERVICES_STORE_ROCKS_RECEIPT_STORE_H_
#define KEPIL_SERVICES_STORE_ROCKS_RECEIPT_STORE_H_

#include "services/receipt/receipt_store.h"
#include "services/store/rocks_db.h"

namespace kepil {

// ReceiptStore on RocksDB. Commit is one synced batch: bodies, indexes,
// idempotency rows, manifests, pending leaves of the receipts log, head.
class RocksReceiptStore : public ReceiptStore {
 public:
  explicit RocksReceiptStore(RocksDb& db) : db_(db) {}  // Outlives this.

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

 private:
  absl::StatusOr<ReceiptRecord> GetNamed(int64_t index,
                                         absl::string_view id) const;

  RocksDb& db_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_RECEIPT_STORE_H_

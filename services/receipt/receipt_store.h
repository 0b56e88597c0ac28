#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_STORE_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/receipt/receipt_record.h"

namespace kepil {

// ReceiptStore keeps receipts. One writer (the receipts log); any readers.
class ReceiptStore {
 public:
  struct Head {
    int64_t next_index = 0;
    absl::Time last_issued_at = absl::InfinitePast();
  };
  virtual ~ReceiptStore() = default;
  virtual absl::StatusOr<Head> ReadHead() const = 0;
  // Bodies, indexes, idempotency rows, manifests, files, pending leaves and the
  // head in one synced write; all of `batch` or nothing. Indexes are contiguous
  // from the stored head's, else ABORTED.
  virtual absl::Status Commit(absl::Span<const ReceiptRecord> batch) = 0;
  // NOT_FOUND/RECEIPT_UNKNOWN. The returned record has neither idempotency
  // row nor file.
  virtual absl::StatusOr<ReceiptRecord> Get(const ReceiptId& id) const = 0;
  virtual absl::StatusOr<ReceiptRecord> GetByIndex(int64_t index) const = 0;
  struct IdempotencyHit {
    Digest request;
    int64_t index = 0;
  };
  // nullopt if the key was never used.
  virtual absl::StatusOr<std::optional<IdempotencyHit>> FindByIdempotencyKey(
      absl::string_view principal_sha256,
      absl::string_view key_sha256) const = 0;
  // The DVC; NOT_FOUND/RECEIPT_UNKNOWN if it is not stored yet. A DVC may be
  // made again from the body at any time, so PutDvcs need not be synced.
  virtual absl::StatusOr<std::string> GetDvc(int64_t index) const = 0;
  // By index; one write, all or nothing.
  virtual absl::Status PutDvcs(const std::map<int64_t, std::string>& dvcs) = 0;
  absl::Status PutDvc(int64_t index, absl::string_view dvc) {
    return PutDvcs({{index, std::string(dvc)}});
  }

  // A DVC, and where in its group the receipt stands; no path: of no group.
  struct GroupDvc {
    std::string dvc;
    std::optional<v1::GroupPath> path;
  };
  struct GroupPlace {
    int64_t index = 0;  // Of the receipt.
    v1::GroupPath path;
  };
  // The DVC of the group that a receipt is in; NOT_FOUND/RECEIPT_UNKNOWN if it
  // is in none. `path` is there.
  virtual absl::StatusOr<GroupDvc> GetGroupDvc(int64_t index) const = 0;
  // One synced write, all or nothing: a group cannot be made again. Each
  // receipt is in one group at most; `places` are not empty.
  virtual absl::Status PutGroupDvc(absl::string_view dvc,
                                   absl::Span<const GroupPlace> places) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_STORE_H_

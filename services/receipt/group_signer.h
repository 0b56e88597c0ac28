#ifndef KEPIL_SERVICES_RECEIPT_GROUP_SIGNER_H_
#define KEPIL_SERVICES_RECEIPT_GROUP_SIGNER_H_

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "services/receipt/group_tree.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_store.h"

namespace kepil {

// GroupSigner signs stored receipts where the key is slow: whatever came while
// it was busy gets one DVC together, as soon as it is free. It never waits for
// more to come, so a receipt that comes alone has a DVC of its own. One
// signature at a time; nothing but callers' threads. Thread-safe.
class GroupSigner {
 public:
  struct Rooms {  // Borrowed; outlive the signer.
    ReceiptStore& store;
    // As ReceiptIssuer::Rooms::identity.
    std::function<absl::StatusOr<ReceiptIdentity>(absl::Time)> identity;
  };
  // Most receipts under one DVC, 1 to kMaxGroupSize.
  GroupSigner(Rooms rooms, int max_size);

  // A record that is durable already, and the policy of its body, dotted: only
  // receipts under one policy and one certificate go together.
  struct Item {
    const ReceiptRecord& record;
    std::string policy_oid;
  };
  // Blocks until it is signed. A group's DVC is on disk before anybody gets it.
  // What goes wrong for a group every member hears: UNAVAILABLE/SIGNER_DOWN
  // from the key, errors of the store; the records stay, to be signed later,
  // each by itself.
  absl::StatusOr<ReceiptStore::GroupDvc> Sign(const Item& item);

  // Callers waiting for the key, for a gauge.
  int waiting() const;

 private:
  struct Entry {  // Lives in Sign's frame.
    const Item& item;
    ReceiptIdentity identity;
    absl::StatusOr<ReceiptStore::GroupDvc> result;
    bool done = false;
    CondVar woken;
  };

  // Takes the first of the queue and what goes with it.
  std::vector<Entry*> TakeGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Set the results of `group`.
  void SignGroup(std::vector<Entry*> group);
  absl::Status SignTogether(const std::vector<Entry*>& group);

  const Rooms rooms_;
  const size_t max_size_;
  mutable Mutex mutex_;
  std::deque<Entry*> queue_ ABSL_GUARDED_BY(mutex_);
  bool is_signing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_GROUP_SIGNER_H_

#ifndef KEPIL_SERVICES_STORE_ROCKS_SEEN_MESSAGES_H_
#define KEPIL_SERVICES_STORE_ROCKS_SEEN_MESSAGES_H_

#include "base/mutex.h"
#include "services/receipt/seen_messages.h"
#include "services/store/rocks_db.h"

namespace kepil {

// SeenMessages on RocksDB, in the family kReceiptIndex:
//   m/<origin>/<id:16>               forget_at in seconds, 8 octets
//   w/<forget_at:8><origin>/<id:16>  "": the same in the order of forgetting
// Each Record forgets kForgottenAtOnce at most, which is more than it adds. One
// lock serialises it, held over its synced write.
class RocksSeenMessages : public SeenMessages {
 public:
  static constexpr int kForgottenAtOnce = 16;

  explicit RocksSeenMessages(RocksDb& db) : db_(db) {}  // Outlives this.

  absl::StatusOr<bool> Record(const SeenMessage& message,
                              absl::Time now) override;

 private:
  absl::Status Forget(absl::Time now, RocksDb::Batch& writes) const;

  RocksDb& db_;
  Mutex mutex_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_SEEN_MESSAGES_H_

#ifndef KEPIL_SERVICES_STORE_ROCKS_DIGITAL_USE_OUTBOX_H_
#define KEPIL_SERVICES_STORE_ROCKS_DIGITAL_USE_OUTBOX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "services/evidence/digital_use_outbox.h"
#include "services/store/rocks_db.h"

namespace kepil {

// A DigitalUseOutbox in the family kDigitalUse. Writes are buffered: what was
// added before a receipt was issued is on disk with that receipt.
class RocksDigitalUseOutbox : public DigitalUseOutbox {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    RocksDb& db;
  };
  // Counts what is there.
  static absl::StatusOr<std::unique_ptr<RocksDigitalUseOutbox>> Open(
      const Rooms& rooms, int64_t max_events);

  absl::Status Add(const v1::DigitalUseEvent& event) override;
  absl::StatusOr<std::vector<Waiting>> After(absl::string_view place,
                                             int max) const override;
  absl::Status Remove(absl::string_view place) override;
  int64_t size() const override;

  // The key that subjects are hashed under where none is configured: 32 octets
  // of `random`, made at the first call and kept.
  absl::StatusOr<std::string> NodeKey(
      const std::function<std::string(size_t)>& random);

 private:
  RocksDigitalUseOutbox(const Rooms& rooms, int64_t max_events, int64_t size)
      : rooms_(rooms), max_events_(max_events), size_(size) {}

  const Rooms rooms_;
  const int64_t max_events_;
  mutable Mutex mutex_;  // Held over writes.
  int64_t size_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_DIGITAL_USE_OUTBOX_H_

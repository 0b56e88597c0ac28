#ifndef KEPIL_SERVICES_STORE_ROCKS_PEER_WORK_LIST_H_
#define KEPIL_SERVICES_STORE_ROCKS_PEER_WORK_LIST_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "services/receipt/peer_work_list.h"
#include "services/store/rocks_db.h"

namespace kepil {

// A PeerWorkList in the family kPeerWork, each write synced. What it is looked
// up by is held in memory, the requests are not.
class RocksPeerWorkList : public PeerWorkList {
 public:
  // Reads what is there. `db` is borrowed and outlives the list.
  static absl::StatusOr<std::unique_ptr<RocksPeerWorkList>> Open(
      RocksDb& db, int64_t max_entries);

  absl::Status Put(const storage::v1::PeerWork& work) override;
  absl::Status Remove(absl::string_view receipt_id) override;
  absl::StatusOr<std::vector<storage::v1::PeerWork>> Due(
      absl::Time now, int max) const override;
  std::optional<std::string> LaterOf(
      absl::string_view first_receipt_id) const override;
  std::optional<std::string> FirstOf(
      absl::string_view caller_sha256,
      absl::string_view request_key) const override;
  int64_t size() const override;

 private:
  struct Entry {
    int64_t next_at = 0;  // Unix seconds.
    std::string first_receipt_id, caller_sha256, request_key;
  };
  using Entries = std::map<std::string, Entry>;  // By receipt id.
  RocksPeerWorkList(RocksDb& db, int64_t max_entries, Entries entries)
      : db_(db), max_entries_(max_entries), entries_(std::move(entries)) {}
  static Entry EntryOf(const storage::v1::PeerWork& work);

  RocksDb& db_;
  const int64_t max_entries_;
  mutable Mutex mutex_;  // Held over writes: order on disk is that in memory.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_PEER_WORK_LIST_H_

#ifndef KEPIL_SERVICES_RECEIPT_PEER_WORK_LIST_H_
#define KEPIL_SERVICES_RECEIPT_PEER_WORK_LIST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/storage/v1/peer_work.pb.h"

namespace kepil {

// PeerWorkList keeps requests whose foreign TTP was silent until they have
// their later receipt. It survives a crash: what Put returned OK for is there
// again. Bounded in entries. Thread-safe. Errors: UNAVAILABLE/STORE_DOWN,
// DATA_LOSS/STORE_CORRUPT.
class PeerWorkList {
 public:
  virtual ~PeerWorkList() = default;
  // Adds, or replaces the entry of that receipt_id. RESOURCE_EXHAUSTED/
  // OVERLOADED if it is new and there is no place.
  virtual absl::Status Put(const storage::v1::PeerWork& work) = 0;
  // OK if there is none.
  virtual absl::Status Remove(absl::string_view receipt_id) = 0;
  // At most `max` whose next_at has come, the longest waiting first.
  virtual absl::StatusOr<std::vector<storage::v1::PeerWork>> Due(
      absl::Time now, int max) const = 0;
  // receipt_id promised with the receipt `first_receipt_id`; nullopt if none.
  virtual std::optional<std::string> LaterOf(
      absl::string_view first_receipt_id) const = 0;
  // first_receipt_id of the entry of that caller (SHA-256 of its TLS leaf) and
  // request_key; nullopt if there is none.
  virtual std::optional<std::string> FirstOf(
      absl::string_view caller_sha256, absl::string_view request_key) const = 0;
  virtual int64_t size() const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_PEER_WORK_LIST_H_

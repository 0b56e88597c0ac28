#ifndef KEPIL_SERVICES_GATEWAY_LATER_RECEIPTS_H_
#define KEPIL_SERVICES_GATEWAY_LATER_RECEIPTS_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "kepil/storage/v1/peer_work.pb.h"
#include "services/receipt/peer_work_list.h"

namespace kepil {

// Whether a silent TTP may be asked once more after this attempt.
enum class PeerAttempt { kMoreToCome, kLast };

// LaterReceipts promises, for a receipt that says TRY_LATER because a foreign
// TTP was silent, another one, and sees to it: the request is tried again with
// pauses that grow, until the TTP answers or retry_for has passed; then the
// later receipt says what is known. Thread-safe.
class LaterReceipts {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    PeerWorkList& list;
    // `size` random octets; other than that many: there are none.
    std::function<std::string(int size)> random;
  };
  struct Options {
    absl::Duration retry_for = absl::Hours(24);
    absl::Duration first_pause = absl::Seconds(30);  // Then doubled,
    absl::Duration max_pause = absl::Hours(1);       // up to this.
    // How long an answered DVCS request without a nonce finds its answer.
    absl::Duration keep_answered = absl::Hours(1);
  };
  LaterReceipts(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // Completes `work` (WorkFor) with the ids of both receipts and times, and
  // keeps it. nullopt if there is no place, no randomness or no store: then
  // nothing is promised.
  std::optional<storage::v1::PeerWork> Promise(
      storage::v1::PeerWork work) const;
  // The promise was not handed out.
  void Withdraw(const storage::v1::PeerWork& work) const;

  // See PeerWorkList.
  std::optional<std::string> LaterOf(absl::string_view first_receipt_id) const {
    return rooms_.list.LaterOf(first_receipt_id);
  }
  std::optional<std::string> FirstOf(absl::string_view caller_sha256,
                                     absl::string_view request_key) const {
    return rooms_.list.FirstOf(caller_sha256, request_key);
  }

  // Tries what is due, at most `max`; `issue` is OK when the later receipt is
  // there. The last attempt is removed whatever it comes to; what is answered
  // at once, or after keep_answered if it can be found by nothing else. Errors:
  // of the list; what an attempt comes to is none.
  absl::Status Step(const std::function<absl::Status(
                        const storage::v1::PeerWork&, PeerAttempt)>& issue,
                    int max) const;

 private:
  void Postpone(storage::v1::PeerWork& work) const;

  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_LATER_RECEIPTS_H_

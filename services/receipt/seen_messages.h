#ifndef KEPIL_SERVICES_RECEIPT_SEEN_MESSAGES_H_
#define KEPIL_SERVICES_RECEIPT_SEEN_MESSAGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace kepil {

// One message of an origin that is accepted once (GWY-03).
struct SeenMessage {
  std::string origin;  // Authority id; at most 64 octets.
  std::string id;      // 16 octets.
  // From then on it would be refused as stale, so that it may be forgotten.
  absl::Time forget_at;
};

// SeenMessages remembers what was accepted, through restarts too. Thread-safe.
class SeenMessages {
 public:
  virtual ~SeenMessages() = default;
  // Whether (origin, id) is new; if so it is kept durably when this returns.
  // Of two calls at once, one is told so. Forgets messages whose time has come
  // by `now`, so that no more are kept than come within one window.
  virtual absl::StatusOr<bool> Record(const SeenMessage& message,
                                      absl::Time now) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_SEEN_MESSAGES_H_

#ifndef KEPIL_SERVICES_GATEWAY_PEER_INQUIRY_H_
#define KEPIL_SERVICES_GATEWAY_PEER_INQUIRY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/signature/dvcs_request.h"
#include "engine/trust/foreign_ttp.h"
#include "engine/validation/evidence_set.h"
#include "services/gateway/peer_client.h"
#include "services/gateway/peer_guard.h"

namespace kepil {

// PeerInquiry asks one registered foreign TTP one question: its endpoints in
// order, each in its own encoding, and all of them once more after a pause that
// grows and is never twice the same. Within the deadline and under the guard.
// Whatever comes back is the answer: reading it is the judge's business
// (services/receipt/peer_answer.h). Thread-safe; blocks the caller.
class PeerInquiry {
 public:
  struct Rooms {  // Borrowed; outlive the inquiry.
    const Clock& clock;
    PeerGuard& guard;
    PeerClient& dvcs;
    PeerClient* kepil;  // For kKepilPeer; nullptr: such are not asked.
    // `size` octets, for the length of a pause.
    std::function<std::string(int size)> random;
    std::function<void(absl::Duration)> sleep;
  };
  struct Options {
    absl::Duration timeout = absl::Seconds(10);  // Of one exchange.
    int rounds = 2;                              // Over all endpoints.
    absl::Duration first_pause = absl::Milliseconds(200);  // Then doubled.
    int64_t max_answer_bytes = 256 << 10;
  };
  PeerInquiry(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // The exchange, archived nowhere. Errors: those of PeerGuard::Enter; of the
  // PeerClient, the last one; DEADLINE_EXCEEDED/DEADLINE.
  absl::StatusOr<PeerEvidence> Ask(const ForeignTtp& ttp,
                                   const DvcsRequest& request,
                                   absl::Time deadline) const;

 private:
  absl::StatusOr<std::string> AskAt(const ForeignTtpEndpoint& endpoint,
                                    const std::string& request,
                                    absl::Time deadline) const;
  void Pause(int round, absl::Time deadline) const;

  const Rooms rooms_;
  const Options options_;
};

// How a peer of that protocol reads a request.
DvcsEncoding EncodingOf(ForeignTtpProtocol protocol);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_PEER_INQUIRY_H_

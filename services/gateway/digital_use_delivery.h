#ifndef KEPIL_SERVICES_GATEWAY_DIGITAL_USE_DELIVERY_H_
#define KEPIL_SERVICES_GATEWAY_DIGITAL_USE_DELIVERY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "services/evidence/digital_use_outbox.h"
#include "services/gateway/digital_space.h"

namespace kepil {

// DigitalUseDelivery brings what waits in the outbox to the digital space, each
// event at least once and never lost: it leaves the outbox only when the space
// has said that it has it. Not thread-safe.
class DigitalUseDelivery {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    DigitalUseOutbox& outbox;
    DigitalSpace& space;
  };
  struct Options {
    int max_batch = 100;  // Tried in one step.
    // A failure ends the round. The next one begins after a pause, twice as
    // long after each round that delivered nothing.
    absl::Duration first_pause = absl::Seconds(1);
    absl::Duration max_pause = absl::Minutes(5);
  };
  DigitalUseDelivery(Rooms rooms, Options options)
      : rooms_(rooms), options_(options), pause_(options.first_pause) {}

  // Tries what waits, if the pause is over. How many were delivered; the error
  // of the space, or of the outbox.
  struct Outcome {
    int delivered = 0;
    absl::Status status;  // Why not all that were tried.
  };
  Outcome Step();

 private:
  const Rooms rooms_;
  const Options options_;
  // What was tried last and failed: the next round begins behind it, so that
  // one event that the space refuses does not hold up the others.
  std::string behind_;
  absl::Duration pause_;
  absl::Time not_before_ = absl::InfinitePast();
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DIGITAL_USE_DELIVERY_H_

#include "services/gateway/digital_use_delivery.h"

#include <algorithm>
#include <vector>

namespace kepil {

DigitalUseDelivery::Outcome DigitalUseDelivery::Step() {
  Outcome outcome;
  const absl::Time now = rooms_.clock.Now();
  if (now < not_before_) {
    return outcome;
  }
  const auto waiting = rooms_.outbox.After(behind_, options_.max_batch);
  outcome.status = waiting.status();
  if (waiting.ok()) {
    for (const DigitalUseOutbox::Waiting& one : *waiting) {
      outcome.status = rooms_.space.Deliver(one.event);
      if (outcome.status.ok()) {
        outcome.status = rooms_.outbox.Remove(one.place);
      }
      if (!outcome.status.ok()) {
        behind_ = one.place;
        break;
      }
      ++outcome.delivered;
    }
  }
  if (outcome.delivered > 0) {
    pause_ = options_.first_pause;
  }
  if (!outcome.status.ok()) {
    not_before_ = now + pause_;
    pause_ = std::min(pause_ * 2, options_.max_pause);
  } else if (outcome.delivered < options_.max_batch) {
    behind_.clear();  // Round again, to what failed before.
  }
  return outcome;
}

}  // namespace kepil

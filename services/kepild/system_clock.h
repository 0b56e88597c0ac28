#ifndef KEPIL_SERVICES_KEPILD_SYSTEM_CLOCK_H_
#define KEPIL_SERVICES_KEPILD_SYSTEM_CLOCK_H_

#include "absl/time/clock.h"
#include "base/clock.h"

namespace kepil {

// The machine's clock.
class SystemClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_SYSTEM_CLOCK_H_

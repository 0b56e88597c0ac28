#ifndef KEPIL_BASE_CLOCK_H_
#define KEPIL_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace kepil {

// Clock is the only source of wall time. Thread-safe. The system clock is made
// once, in services/kepild/house; FakeClock is in tests/support.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

}  // namespace kepil

#endif  // KEPIL_BASE_CLOCK_H_

#ifndef KEPIL_TESTS_FUZZ_MEMORY_METER_H_
#define KEPIL_TESTS_FUZZ_MEMORY_METER_H_

#include <cstdint>

namespace kepil {

// MemoryMeter counts the heap octets that this thread holds beyond what it held
// when the meter was made. One at a time. Under the address sanitizer it counts
// every allocation, else those of operator new.
class MemoryMeter {
 public:
  MemoryMeter();
  int64_t held() const;
  int64_t peak() const;  // The most that was held at a time.
};

}  // namespace kepil

#endif  // KEPIL_TESTS_FUZZ_MEMORY_METER_H_

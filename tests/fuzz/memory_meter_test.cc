#include "tests/fuzz/memory_meter.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr int64_t kOctets = 1 << 20;

TEST(MemoryMeterTest, PeakStaysWhenMemoryIsReleased) {
  MemoryMeter meter;
  { const std::string octets(kOctets, 'x'); }
  EXPECT_GE(meter.peak(), kOctets);
  EXPECT_LT(meter.peak(), 2 * kOctets);
  EXPECT_LT(meter.held(), kOctets);
}

TEST(MemoryMeterTest, CountsWhatIsHeldAtOneTime) {
  MemoryMeter meter;
  for (int i = 0; i < 8; ++i) {
    const std::string octets(kOctets, 'x');
  }
  EXPECT_LT(meter.peak(), 2 * kOctets);
  std::vector<std::string> all(8, std::string(kOctets, 'x'));
  EXPECT_GE(meter.peak(), 8 * kOctets);
}

TEST(MemoryMeterTest, ANewMeterStartsAtNothing) {
  { const std::string octets(kOctets, 'x'); }
  MemoryMeter meter;
  EXPECT_LT(meter.peak(), kOctets);
}

}  // namespace
}  // namespace kepil

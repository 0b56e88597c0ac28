#include "engine/crypto/wide_number.h"

#include <algorithm>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

std::string Reversed(absl::string_view octets) {
  return std::string(octets.rbegin(), octets.rend());
}

}  // namespace

WideNumber WideFromLittleEndian(absl::string_view octets) {
  WideNumber number{};
  for (size_t i = 0; i < std::min(octets.size(), kWideSize); ++i) {
    number[i / 8] |= uint64_t{static_cast<uint8_t>(octets[i])} << (8 * (i % 8));
  }
  return number;
}

WideNumber WideFromBigEndian(absl::string_view octets) {
  return WideFromLittleEndian(Reversed(octets));
}

std::string WideToLittleEndian(const WideNumber& number, size_t size) {
  std::string octets(size, '\0');
  for (size_t i = 0; i < std::min(size, kWideSize); ++i) {
    octets[i] = static_cast<char>(number[i / 8] >> (8 * (i % 8)) & 0xff);
  }
  return octets;
}

std::string WideToBigEndian(const WideNumber& number, size_t size) {
  return Reversed(WideToLittleEndian(number, size));
}

bool IsZero(const WideNumber& number) {
  return std::all_of(number.begin(), number.end(),
                     [](uint64_t limb) { return limb == 0; });
}

bool IsLess(const WideNumber& a, const WideNumber& b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(),
                                      b.rend());
}

}  // namespace kepil

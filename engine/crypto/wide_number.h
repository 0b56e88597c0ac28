#ifndef KEPIL_ENGINE_CRYPTO_WIDE_NUMBER_H_
#define KEPIL_ENGINE_CRYPTO_WIDE_NUMBER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// Octets of the widest number.
constexpr size_t kWideSize = 64;

// WideNumber is an unsigned integer of at most 512 bits, least significant limb
// first. Comparisons take a time that depends on the values: for public data.
using WideNumber = std::array<uint64_t, kWideSize / 8>;

// At most kWideSize octets; further ones are ignored.
WideNumber WideFromLittleEndian(absl::string_view octets);
WideNumber WideFromBigEndian(absl::string_view octets);
// The low `size` octets, `size` <= kWideSize.
std::string WideToLittleEndian(const WideNumber& number, size_t size);
std::string WideToBigEndian(const WideNumber& number, size_t size);

bool IsZero(const WideNumber& number);
bool IsLess(const WideNumber& a, const WideNumber& b);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_WIDE_NUMBER_H_

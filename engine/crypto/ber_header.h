#ifndef KEPIL_ENGINE_CRYPTO_BER_HEADER_H_
#define KEPIL_ENGINE_CRYPTO_BER_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// Identifier and length octets of one value in BER (X.690, 8.1.2 and 8.1.3).
struct BerHeader {
  uint8_t tag = 0;
  size_t size = 0;          // Octets of identifier and length.
  size_t length = 0;        // Of the content; 0 if indefinite.
  bool indefinite = false;  // Constructed, ended by two zero octets.
  bool minimal = true;      // Length in its shortest form, as DER demands.

  bool constructed() const { return (tag & 0x20) != 0; }
  bool is_der() const { return minimal && !indefinite; }
};

// Reads the header at the start of `octets`. nullopt if it is cut off, the tag
// number is above 30 or is universal 0, the length has more than four octets,
// or a primitive value has no definite length. Content may be missing.
std::optional<BerHeader> ReadBerHeader(absl::string_view octets);

// Identifier octet and the shortest length octets (X.690, 10.1).
std::string DerHeader(uint8_t tag, size_t length);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BER_HEADER_H_

#ifndef KEPIL_ENGINE_CRYPTO_BELT_HASH_H_
#define KEPIL_ENGINE_CRYPTO_BELT_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// belt-hash of STB 34.101.31-2020, 7.8: 256 bits, little-endian octets.
// Messages of up to 2^64 - 1 octets. One object hashes one message.
class BeltHash {
 public:
  static constexpr size_t kSize = 32;

  BeltHash();
  void Update(absl::string_view octets);
  std::string Finish();  // Once; then the object is spent.

 private:
  static constexpr size_t kBlockSize = 32;
  using Words = std::array<uint32_t, 8>;

  void Absorb(const uint8_t* block);

  Words chain_;                  // h of the standard.
  std::array<uint32_t, 4> sum_;  // s of the standard.
  uint64_t octets_ = 0;          // Taken so far.
  std::array<uint8_t, kBlockSize> pending_;
  size_t pending_size_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BELT_HASH_H_

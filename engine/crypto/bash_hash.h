#ifndef KEPIL_ENGINE_CRYPTO_BASH_HASH_H_
#define KEPIL_ENGINE_CRYPTO_BASH_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// The hash functions bash256, bash384 and bash512 of STB 34.101.77-2020: a
// sponge over the permutation bash-f. One object hashes one message.
class BashHash {
 public:
  // Bits of the hash value.
  enum class Width { k256 = 256, k384 = 384, k512 = 512 };

  explicit BashHash(Width width);
  void Update(absl::string_view octets);
  std::string Finish();  // Once; then the object is spent.

 private:
  static constexpr size_t kStateSize = 192;  // Octets.

  size_t size_;                         // Octets of the value.
  size_t rate_;                         // Octets taken by one permutation.
  std::array<uint64_t, 24> state_{};    // S of the standard.
  std::array<uint8_t, 128> pending_{};  // The first rate_ octets count.
  size_t pending_size_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BASH_HASH_H_

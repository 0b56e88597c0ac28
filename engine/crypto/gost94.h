#ifndef KEPIL_ENGINE_CRYPTO_GOST94_H_
#define KEPIL_ENGINE_CRYPTO_GOST94_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// Gost94 is the hash function GOST R 34.11-94 (RFC 5831), also GOST 34.311-95,
// from an initial value of zero. The octet that the RFC prints last comes
// first, as in every signature format. An empty message has one block of zeros,
// by the letter of the RFC (6, step 2). One object hashes one message.
class Gost94 {
 public:
  enum class Parameters {
    kCryptoPro,  // RFC 4357, 11.2: id-GostR3411-94-CryptoProParamSet.
    kTest,       // id-GostR3411-94-TestParamSet: what Kazakhstan uses.
  };
  using Block = std::array<uint64_t, 4>;  // Least significant word first.

  explicit Gost94(Parameters parameters) : parameters_(parameters) {}
  void Update(absl::string_view octets);
  std::string Finish();  // Once; then the object is spent.

 private:
  static constexpr size_t kBlockSize = 32;

  void Absorb(const char* octets);

  const Parameters parameters_;
  Block hash_{}, sum_{};
  uint64_t size_ = 0;  // Octets taken.
  char pending_[kBlockSize];
  size_t pending_size_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_GOST94_H_

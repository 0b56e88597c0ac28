#ifndef KEPIL_ENGINE_CRYPTO_STREEBOG_H_
#define KEPIL_ENGINE_CRYPTO_STREEBOG_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {

// Streebog is the hash function GOST R 34.11-2012 (RFC 6986), also GOST
// 34.11-2018. The octet that the RFC prints last comes first, as in every
// signature format. One object hashes one message.
class Streebog {
 public:
  explicit Streebog(int bits);  // Of the hash: 256 or 512.
  void Update(absl::string_view octets);
  std::string Finish();  // Once; then the object is spent.

 private:
  static constexpr size_t kBlockSize = 64;

  void Absorb(const char* block, uint64_t bits);

  const int bits_;
  // h, N and EPSILON of the RFC, least significant word first.
  std::array<uint64_t, 8> hash_, count_, sum_;
  char pending_[kBlockSize];
  size_t pending_size_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_STREEBOG_H_

#ifndef KEPIL_ENGINE_CRYPTO_DIGEST_H_
#define KEPIL_ENGINE_CRYPTO_DIGEST_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/hasher.h"

namespace kepil {

// Digest is a SHA-256 value: the name of an object by its bytes. Value type.
class Digest {
 public:
  static constexpr int kSize = 32;
  Digest() : bytes_{} {}
  // INVALID_ARGUMENT unless `octets` has 32 octets / 64 hex characters.
  static absl::StatusOr<Digest> FromBytes(absl::string_view octets);
  static absl::StatusOr<Digest> FromHex(absl::string_view hex);

  absl::string_view bytes() const {
    return absl::string_view(reinterpret_cast<const char*>(bytes_.data()),
                             bytes_.size());
  }
  std::string hex() const;  // Lower case.
  bool is_zero() const { return *this == Digest(); }

  friend bool operator==(const Digest& a, const Digest& b) {
    return a.bytes_ == b.bytes_;
  }
  friend bool operator!=(const Digest& a, const Digest& b) { return !(a == b); }
  friend bool operator<(const Digest& a, const Digest& b) {
    return a.bytes_ < b.bytes_;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Digest& d) {
    return H::combine(std::move(h), d.bytes_);
  }

 private:
  friend Digest Sha256(absl::string_view);
  std::array<uint8_t, kSize> bytes_;
};

Digest Sha256(absl::string_view octets);

// Whether Hasher::Create makes one: OpenSSL has it, or it is our own and passed
// its self-test.
bool IsHashOffered(HashAlgorithm algorithm);

// One-shot. UNIMPLEMENTED/ALGORITHM_UNKNOWN as above.
absl::StatusOr<std::string> HashOf(HashAlgorithm algorithm,
                                   absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_DIGEST_H_

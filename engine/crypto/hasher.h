#ifndef KEPIL_ENGINE_CRYPTO_HASHER_H_
#define KEPIL_ENGINE_CRYPTO_HASHER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// Hasher computes one hash value over octets given in pieces.
class Hasher {
 public:
  // UNIMPLEMENTED/ALGORITHM_UNKNOWN for kUnknown or one switched off.
  static absl::StatusOr<std::unique_ptr<Hasher>> Create(
      HashAlgorithm algorithm);
  virtual ~Hasher() = default;
  virtual void Update(absl::string_view octets) = 0;
  virtual std::string Finish() = 0;  // Once; then the object is spent.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_HASHER_H_

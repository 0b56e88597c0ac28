#ifndef KEPIL_ENGINE_CRYPTO_SIGNER_H_
#define KEPIL_ENGINE_CRYPTO_SIGNER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"

namespace kepil {

// Signer makes signature values with one private key. Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  // The SubjectPublicKeyInfo of the key.
  virtual const std::string& spki() const = 0;
  virtual const SignatureAlgorithm& algorithm() const = 0;
  // Complete DER of the AlgorithmIdentifier that goes with algorithm().
  virtual const std::string& algorithm_identifier() const = 0;
  // UNAVAILABLE/SIGNER_DOWN if the key cannot be used now.
  virtual absl::StatusOr<std::string> Sign(absl::string_view message) const = 0;
};

// One type per purpose, so that a key cannot be handed to the wrong room.
struct ReceiptSigner {
  std::shared_ptr<const Signer> signer;
};
struct LogSigner {
  std::shared_ptr<const Signer> signer;  // Ed25519.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SIGNER_H_

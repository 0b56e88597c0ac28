#ifndef KEPIL_ENGINE_CRYPTO_EVP_SIGNER_H_
#define KEPIL_ENGINE_CRYPTO_EVP_SIGNER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/signer.h"

namespace kepil {

// A Signer over an unencrypted PEM private key (PKCS#8) held in memory. RSA
// signs PKCS#1 v1.5 with SHA-256, EC with SHA-256/384/512 by curve, Ed25519 and
// Ed448 pure. INVALID_ARGUMENT/CONFIG_INVALID for any other key.
absl::StatusOr<std::shared_ptr<const Signer>> CreateEvpSigner(
    absl::string_view pem);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EVP_SIGNER_H_

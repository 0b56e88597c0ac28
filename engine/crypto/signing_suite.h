#ifndef KEPIL_ENGINE_CRYPTO_SIGNING_SUITE_H_
#define KEPIL_ENGINE_CRYPTO_SIGNING_SUITE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/public_key.h"

namespace kepil {

// What this house signs with under a key.
struct SigningSuite {
  SignatureAlgorithm algorithm;
  std::string identifier;  // Complete DER of its AlgorithmIdentifier.
};

// RSA signs PKCS#1 v1.5 with SHA-256, EC with SHA-256/384/512 by curve, Ed25519
// and Ed448 pure. INVALID_ARGUMENT/CONFIG_INVALID for any other key.
absl::StatusOr<SigningSuite> SigningSuiteFor(const PublicKey& key);

// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 octets.
SigningSuite PssSigningSuite();

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SIGNING_SUITE_H_

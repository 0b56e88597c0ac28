#ifndef KEPIL_ENGINE_CRYPTO_EVP_SIGNATURE_DEFECT_H_
#define KEPIL_ENGINE_CRYPTO_EVP_SIGNATURE_DEFECT_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/evp_key.h"

namespace kepil {

// PublicKey::DefectOfValue for a key that OpenSSL knows: ECDSA, DSA and SM2 (r
// and s are from 1 to below the order), RSA (as long as the modulus and below
// it), EdDSA (the length).
CryptoDefect DefectOfEvpSignature(const EvpKey& key,
                                  const SignatureAlgorithm& algorithm,
                                  absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EVP_SIGNATURE_DEFECT_H_

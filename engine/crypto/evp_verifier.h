#ifndef KEPIL_ENGINE_CRYPTO_EVP_VERIFIER_H_
#define KEPIL_ENGINE_CRYPTO_EVP_VERIFIER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/evp_key.h"

namespace kepil {

// PublicKey::Verify and VerifyDigest for keys that OpenSSL knows. Besides what
// is said there: INVALID_ARGUMENT/REQUEST_MALFORMED if `hash` has not the
// length of the algorithm's hash values.
absl::StatusOr<bool> EvpVerify(const EvpKey& key,
                               const SignatureAlgorithm& algorithm,
                               absl::string_view message,
                               absl::string_view signature);
absl::StatusOr<bool> EvpVerifyDigest(const EvpKey& key,
                                     const SignatureAlgorithm& algorithm,
                                     absl::string_view hash,
                                     absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_EVP_VERIFIER_H_

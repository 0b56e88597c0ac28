#ifndef KEPIL_ENGINE_CRYPTO_SM2_USER_H_
#define KEPIL_ENGINE_CRYPTO_SM2_USER_H_

#include <openssl/evp.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// The distinguishing identifier of a signer whose protocol gives none
// (GM/T 0009, 10).
inline constexpr char kSm2DefaultIdentifier[] = "1234567812345678";

// Z of GM/T 0003.2, 5.5: the SM3 value of the signer's distinguishing
// identifier, the curve and the public key, which stands before the message in
// what is hashed. `key` is an SM2 key with its public half; `identifier` has at
// most 8191 octets. FORMAT_UNKNOWN for a key that is none.
absl::StatusOr<std::string> Sm2UserDigest(const EVP_PKEY* key,
                                          absl::string_view identifier);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SM2_USER_H_

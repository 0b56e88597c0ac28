#ifndef KEPIL_ENGINE_CRYPTO_SM2_SIGNATURE_H_
#define KEPIL_ENGINE_CRYPTO_SM2_SIGNATURE_H_

#include <openssl/evp.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// GM/T 0003.2, 7.1: what is signed is the hash of Z, the Sm2UserDigest of
// `key`, and the message. `signature` is a DER SEQUENCE of two INTEGERs, which
// the caller has checked. UNIMPLEMENTED/ALGORITHM_UNKNOWN if OpenSSL cannot
// compute it.
absl::StatusOr<bool> IsSm2Signature(EVP_PKEY* key,
                                    absl::string_view user_digest,
                                    absl::string_view message,
                                    absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_SM2_SIGNATURE_H_

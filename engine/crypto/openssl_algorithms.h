#ifndef KEPIL_ENGINE_CRYPTO_OPENSSL_ALGORITHMS_H_
#define KEPIL_ENGINE_CRYPTO_OPENSSL_ALGORITHMS_H_

#include <openssl/evp.h>

#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// The digest that OpenSSL's default provider has for `algorithm`, fetched once
// for the life of the process; nullptr if it offers none. Thread-safe.
const EVP_MD* OpensslDigest(HashAlgorithm algorithm);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_OPENSSL_ALGORITHMS_H_

#ifndef KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_
#define KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_

#include "absl/strings/string_view.h"

namespace kepil {

// Hash functions that signatures name. More join with the national algorithms.
enum class HashAlgorithm {
  kUnknown,
  kMd5,
  kSha1,
  kSha224,
  kSha256,
  kSha384,
  kSha512,
  kSha512_224,
  kSha512_256,
  kSha3_224,
  kSha3_256,
  kSha3_384,
  kSha3_512,
  kShake256_512,  // SHAKE256, 512 bits out: the digest of Ed448 in CMS.
  kRipemd160,
};

// Short stable name ("sha256"); for tables and reports, not the hot path.
absl::string_view HashName(HashAlgorithm algorithm);
HashAlgorithm HashFromName(absl::string_view name);
// By OID content octets; kUnknown if in no table.
HashAlgorithm HashFromOid(absl::string_view oid_content);
// Dotted OID; "" for kUnknown.
absl::string_view HashOidText(HashAlgorithm algorithm);
// Octets of a hash value; 0 for kUnknown.
int HashSize(HashAlgorithm algorithm);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_

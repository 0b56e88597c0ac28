#ifndef KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_
#define KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_

#include "absl/strings/string_view.h"

namespace kepil {

// Hash functions that signatures name.
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
  kStreebog256,  // GOST R 34.11-2012 (RFC 6986).
  kStreebog512,
  kGost94CryptoPro,  // GOST R 34.11-94 (RFC 5831), S-box of CryptoPro.
  kGost94Test,       // The same with the S-box of the standard's examples.
  kBeltHash,         // STB 34.101.31.
  kBash256,          // STB 34.101.77.
  kBash384,
  kBash512,
  kSm3,  // GB/T 32905.
};

// Short stable name ("sha256"); for tables and reports, not the hot path.
absl::string_view HashName(HashAlgorithm algorithm);
HashAlgorithm HashFromName(absl::string_view name);
// By OID content octets, of whatever country; kUnknown if in no table.
HashAlgorithm HashFromOid(absl::string_view oid_content);
// Dotted OID, the one of the standard's own country; "" for kUnknown.
absl::string_view HashOidText(HashAlgorithm algorithm);
// ds:DigestMethod of XML signatures, the one of the standard's own country; ""
// for a function that has none.
absl::string_view HashXmlUri(HashAlgorithm algorithm);
// Exact match, of whatever country; kUnknown if in no table.
HashAlgorithm HashFromXmlUri(absl::string_view uri);
// Octets of a hash value; 0 for kUnknown.
int HashSize(HashAlgorithm algorithm);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_HASH_ALGORITHM_H_

#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_SCHEME_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_SCHEME_H_

#include "absl/strings/string_view.h"

namespace kepil {

// Family of a public key, as its SubjectPublicKeyInfo says.
enum class KeyFamily {
  kUnknown,
  kRsa,     // rsaEncryption
  kRsaPss,  // id-RSASSA-PSS: PSS only
  kEc,      // id-ecPublicKey on a named curve
  kEd25519,
  kEd448,
  kDsa,
  kGost2001,      // GOST R 34.10-2001 of RFC 4491.
  kGost2012_256,  // GOST R 34.10-2012 of RFC 9215.
  kGost2012_512,
  kKzGost2004,      // GOST 34.310-2004 of KNCA RK.
  kKzGost2015_256,  // GOST 34.10-2015 of KNCA RK.
  kKzGost2015_512,
  kUzDst1092,  // O'z DSt 1092:2009, algorithm 2.
  kBign,       // STB 34.101.45.
  kSm2,        // GM/T 0003: id-ecPublicKey on the curve of SM2.
};

// Mathematical scheme of a signature value.
enum class SignatureScheme {
  kUnknown,
  kRsaPkcs1,
  kRsaPss,
  kEcdsa,
  kEddsa,
  kDsa,
  // GOST R 34.10, r and s of the size of the group order; the public key and
  // the hash value are little-endian in both.
  kGostBeSr,  // Russia, Uzbekistan: s || r, big-endian.
  kGostLeRs,  // Kazakhstan: r || s, little-endian.
  kBign,      // STB 34.101.45: S0 || S1, little-endian.
  kSm2,       // GM/T 0009: DER SEQUENCE {r, s}.
};

// Stable short name of a scheme under keys of `family`, for policies, e.g.
// "rsa-pss", "ed448", "gost2012-512", "kz-gost2015-512", "bign"; "" if the
// scheme does not fit `family`.
absl::string_view SchemeName(SignatureScheme scheme, KeyFamily family);
// Whether SchemeName ever gives `name`.
bool IsSchemeName(absl::string_view name);

// Whether keys of `family` sign by `scheme`.
bool SchemeFits(SignatureScheme scheme, KeyFamily family);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_SCHEME_H_

#ifndef KEPIL_ENGINE_CRYPTO_BIGN_SIGNATURE_H_
#define KEPIL_ENGINE_CRYPTO_BIGN_SIGNATURE_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// The mathematics of STB 34.101.45, 7.1.4. `key` is in `group`, a BignGroup;
// `hash` is the value of `algorithm`, whose OID is part of what is signed.
// False also for a `hash` of another length than the numbers of the group, for
// a signature of another length than one and a half of them and for an S1 that
// is not below the order.
bool IsBignSignature(const PrimeCurve& group, const CurvePoint& key,
                     HashAlgorithm algorithm, absl::string_view hash,
                     absl::string_view signature);

// Why `signature` is none over any hash: kSignatureLength, kNumberTooLarge, or
// kNone. Neither S0 nor S1 is too small.
CryptoDefect DefectOfBignSignature(const PrimeCurve& group,
                                   absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BIGN_SIGNATURE_H_

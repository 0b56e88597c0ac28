#ifndef KEPIL_ENGINE_CRYPTO_GOST_SIGNATURE_H_
#define KEPIL_ENGINE_CRYPTO_GOST_SIGNATURE_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// The mathematics of GOST R 34.10-2001 and -2012 (RFC 7091, 6.2), of GOST
// 34.310-2004, GOST 34.10-2015 and O'z DSt 1092, algorithm 2. `key` is in
// `group`; `hash` is little-endian; `scheme` is kGostBeSr or kGostLeRs and says
// how `signature` is written. False also for another length than two numbers of
// the group and for an r or s that is zero or not below the order.
bool IsGostSignature(const PrimeCurve& group, const CurvePoint& key,
                     SignatureScheme scheme, absl::string_view hash,
                     absl::string_view signature);

// Why `signature` is none over any hash: kSignatureLength, kNumberZero,
// kNumberTooLarge, or kNone.
CryptoDefect DefectOfGostSignature(const PrimeCurve& group,
                                   SignatureScheme scheme,
                                   absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_GOST_SIGNATURE_H_

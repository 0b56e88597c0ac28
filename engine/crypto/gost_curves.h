#ifndef KEPIL_ENGINE_CRYPTO_GOST_CURVES_H_
#define KEPIL_ENGINE_CRYPTO_GOST_CURVES_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// Curves of GOST R 34.10 by what they are, whatever OIDs they have.
enum class GostCurve {
  kCryptoProA,  // RFC 4357, 11.4
  kCryptoProB,
  kCryptoProC,
  kTc26_256A,  // RFC 7836, appendix A
  kTc26_512A,
  kTc26_512B,
  kTc26_512C,
};

// Every parameter set that a key of `family` may name, or nullptr for any other
// and a family that is not GOST. Points to static data.
const GostCurve* FindGostCurve(KeyFamily family, absl::string_view oid_content);

// Whether some parameter set of `family` is that curve; whether it has any.
bool IsGostCurveOf(KeyFamily family, GostCurve curve);
bool HasGostCurve(KeyFamily family);

// "CryptoPro-A", "tc26-512-C": static text.
absl::string_view GostCurveName(GostCurve curve);

// The group, made at its first use and shared by all threads.
const PrimeCurve& GostGroup(GostCurve curve);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_GOST_CURVES_H_

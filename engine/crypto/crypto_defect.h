#ifndef KEPIL_ENGINE_CRYPTO_CRYPTO_DEFECT_H_
#define KEPIL_ENGINE_CRYPTO_CRYPTO_DEFECT_H_

#include "absl/status/status.h"

namespace kepil {

// What is wrong with a key, an identifier or a signature value by itself,
// whatever country's it is: the cause behind an error or an OK(false).
enum class CryptoDefect {
  kNone,                 // Nothing of the kind is known.
  kKeyNotOnCurve,        // Nor, on a curve with a cofactor, in its group.
  kKeyAtInfinity,        // The neutral element in the encoding of the curve.
  kKeyLength,            // Not that of the parameter set.
  kParameterSetUnknown,  // A curve or parameter set in no table.
  kKeyDigestConflict,    // The parameters name another kind of key's digest.
  kIdentifiersConflict,  // Of signature, key and digest.
  kNumberZero,           // r or s.
  kNumberTooLarge,       // Not below the order, or the RSA modulus.
  kSignatureLength,      // Not that of the suite under this key.
  kSignatureEncoding,    // No DER of two numbers that are not negative.
};

// `error`, which is not OK, with its cause; code, message and reason stay.
absl::Status WithDefect(absl::Status error, CryptoDefect defect);

// What WithDefect has put there; kNone for any other status.
CryptoDefect DefectOf(const absl::Status& status);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_CRYPTO_DEFECT_H_

#ifndef KEPIL_ENGINE_CRYPTO_BIGN_CURVE_H_
#define KEPIL_ENGINE_CRYPTO_BIGN_CURVE_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {

// The curves of STB 34.101.45, annex B, by level of security: 128, 192 and 256
// bits; half the length of their numbers.
struct BignCurve {
  int level;
  absl::string_view name;  // As annex D has it.
  absl::string_view oid;   // Content octets.
};

// nullptr for the OID of no curve.
const BignCurve* FindBignCurve(absl::string_view oid_content);
// Made at the first call, then shared. `level` is that of a BignCurve.
const PrimeCurve& BignGroup(int level);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BIGN_CURVE_H_

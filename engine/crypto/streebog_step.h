#ifndef KEPIL_ENGINE_CRYPTO_STREEBOG_STEP_H_
#define KEPIL_ENGINE_CRYPTO_STREEBOG_STEP_H_

#include <array>
#include <cstdint>

namespace kepil {

// 512 bits, least significant word first.
using StreebogWords = std::array<uint64_t, 8>;

// The function g_n(h, m) of RFC 6986, 8, in two ways that agree.

// By tables: on every machine.
StreebogWords StreebogStepByTable(const StreebogWords& h,
                                  const StreebogWords& n,
                                  const StreebogWords& m);

// By AVX-512 VBMI and GFNI, about twice as fast: only where
// HasStreebogVectors().
StreebogWords StreebogStepByVector(const StreebogWords& h,
                                   const StreebogWords& n,
                                   const StreebogWords& m);
bool HasStreebogVectors();

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_STREEBOG_STEP_H_

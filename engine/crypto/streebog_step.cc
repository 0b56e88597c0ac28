#include "engine/crypto/streebog_step.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cstdint>

#include "engine/crypto/streebog_constants.h"

namespace kepil {
namespace {

// What octet c of a word gives after S and l: with P, a word of LPS(a) is the
// sum of eight entries (RFC 6986, 7).
struct Tables {
  uint64_t of[8][256];
};

constexpr Tables MakeTables() {
  Tables tables{};
  for (int c = 0; c < 8; ++c) {
    for (int value = 0; value < 256; ++value) {
      uint64_t sum = 0;
      for (int bit = 0; bit < 8; ++bit) {
        if ((kStreebogPi[value] >> bit & 1) != 0) {
          sum ^= kStreebogA[63 - (8 * c + bit)];
        }
      }
      tables.of[c][value] = sum;
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

// out = LPS(a xor b); out may be a or b. Goes by words of the input, so that
// the sums stay in registers and an octet costs a lookup and little besides.
inline void TransformSum(const uint64_t* a, const uint64_t* b, uint64_t* out) {
  uint64_t s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
#pragma GCC unroll 8
  for (int c = 0; c < 8; ++c) {
    const uint64_t* table = kTables.of[c];
    uint64_t word = a[c] ^ b[c];
    s0 ^= table[word & 0xff];
    s1 ^= table[word >> 8 & 0xff];
    word >>= 16;
    s2 ^= table[word & 0xff];
    s3 ^= table[word >> 8 & 0xff];
    word >>= 16;
    s4 ^= table[word & 0xff];
    s5 ^= table[word >> 8 & 0xff];
    word >>= 16;
    s6 ^= table[word & 0xff];
    s7 ^= table[word >> 8];
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
  out[4] = s4;
  out[5] = s5;
  out[6] = s6;
  out[7] = s7;
}

#if defined(__x86_64__)

#define KEPIL_VECTORS                                         \
  __attribute__((                                             \
      target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
             "gfni")))

// L as 64 matrices over GF(2) of 8 times 8 bits. of[d][c] takes octet c of a
// word to octet c + d modulo 8; the last octet of a matrix is its first row, as
// GF2P8AFFINEQB wants it.
struct Matrices {
  uint64_t of[8][8];
};

constexpr Matrices MakeMatrices() {
  Matrices matrices{};
  for (int d = 0; d < 8; ++d) {
    for (int c = 0; c < 8; ++c) {
      const int e = (c + d) % 8;
      for (int i = 0; i < 8; ++i) {
        for (int k = 0; k < 8; ++k) {
          const uint64_t bit = kStreebogA[63 - (8 * c + k)] >> (8 * e + i) & 1;
          matrices.of[d][c] |= bit << (8 * (7 - i) + k);
        }
      }
    }
  }
  return matrices;
}

constexpr Matrices kMatrices = MakeMatrices();

struct Order {
  uint8_t of[64];
};

constexpr Order MakeTransposition() {
  Order order{};
  for (int i = 0; i < 64; ++i) {
    order.of[i] = static_cast<uint8_t>(8 * (i % 8) + i / 8);
  }
  return order;
}

constexpr Order kTransposition = MakeTransposition();

// GCC 12 takes the forms without a mask for uses of an uninitialized value.
constexpr __mmask64 kAll = ~__mmask64{0};

struct Constants {
  __m512i pi[4];
  __m512i transposition;
  __m512i matrices[8];
};

// Octets that a matrix took to kShift places further up stand there.
template <int kShift>
KEPIL_VECTORS inline __m512i Multiply(__m512i octets,
                                      const Constants& constants) {
  const __m512i product =
      _mm512_gf2p8affine_epi64_epi8(octets, constants.matrices[kShift], 0);
  return _mm512_maskz_alignr_epi64(static_cast<__mmask8>(kAll), product,
                                   product, (8 - kShift) % 8);
}

KEPIL_VECTORS inline __m512i Sum(__m512i a, __m512i b, __m512i c) {
  return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

// LPS(x). Word c of x, after S, has octet c of each word that P gives, so P is
// the transposition that follows L.
KEPIL_VECTORS inline __m512i Transform(__m512i x, const Constants& constants) {
  const __m512i low =
      _mm512_permutex2var_epi8(constants.pi[0], x, constants.pi[1]);
  const __m512i high =
      _mm512_permutex2var_epi8(constants.pi[2], x, constants.pi[3]);
  const __m512i s = _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), low, high);
  const __m512i a = Sum(Multiply<0>(s, constants), Multiply<1>(s, constants),
                        Multiply<2>(s, constants));
  const __m512i b = Sum(Multiply<3>(s, constants), Multiply<4>(s, constants),
                        Multiply<5>(s, constants));
  const __m512i c =
      _mm512_xor_si512(Multiply<6>(s, constants), Multiply<7>(s, constants));
  return _mm512_maskz_permutexvar_epi8(kAll, constants.transposition,
                                       Sum(a, b, c));
}

#endif  // defined(__x86_64__)

}  // namespace

StreebogWords StreebogStepByTable(const StreebogWords& h,
                                  const StreebogWords& n,
                                  const StreebogWords& m) {
  StreebogWords key, state = m;
  TransformSum(h.data(), n.data(), key.data());
  for (const auto& constant : kStreebogC) {
    TransformSum(state.data(), key.data(), state.data());
    TransformSum(key.data(), constant, key.data());
  }
  for (int i = 0; i < 8; ++i) {
    state[i] ^= h[i] ^ key[i] ^ m[i];
  }
  return state;
}

#if defined(__x86_64__)

KEPIL_VECTORS StreebogWords StreebogStepByVector(const StreebogWords& h,
                                                 const StreebogWords& n,
                                                 const StreebogWords& m) {
  Constants constants;
  for (int i = 0; i < 4; ++i) {
    constants.pi[i] = _mm512_loadu_si512(kStreebogPi + 64 * i);
  }
  constants.transposition = _mm512_loadu_si512(kTransposition.of);
  for (int d = 0; d < 8; ++d) {
    constants.matrices[d] = _mm512_loadu_si512(kMatrices.of[d]);
  }
  const __m512i first = _mm512_loadu_si512(h.data());
  const __m512i block = _mm512_loadu_si512(m.data());
  __m512i state = block;
  __m512i key = Transform(_mm512_xor_si512(first, _mm512_loadu_si512(n.data())),
                          constants);
  for (const auto& constant : kStreebogC) {
    state = Transform(_mm512_xor_si512(state, key), constants);
    key = Transform(_mm512_xor_si512(key, _mm512_loadu_si512(constant)),
                    constants);
  }
  StreebogWords out;
  _mm512_storeu_si512(out.data(),
                      _mm512_xor_si512(Sum(first, state, key), block));
  return out;
}

bool HasStreebogVectors() {
  return __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512vbmi") != 0 &&
         __builtin_cpu_supports("gfni") != 0;
}

#undef KEPIL_VECTORS

#else

StreebogWords StreebogStepByVector(const StreebogWords& h,
                                   const StreebogWords& n,
                                   const StreebogWords& m) {
  return StreebogStepByTable(h, n, m);
}

bool HasStreebogVectors() { return false; }

#endif

}  // namespace kepil

#include "engine/crypto/prime_field.h"

#include <cstdint>
#include <random>
#include <string>

#include "engine/crypto/openssl_ptr.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

template <int N>
BignumPtr ToBignum(const Limbs<N>& limbs) {
  std::string octets;
  for (const uint64_t limb : limbs) {
    for (int i = 0; i < 8; ++i) {
      octets.push_back(static_cast<char>(limb >> (8 * i)));
    }
  }
  return BignumPtr(
      BN_lebin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                  static_cast<int>(octets.size()), nullptr));
}

// Numbers that are likely to carry through: edges and random ones.
template <int N>
Limbs<N> Sample(std::mt19937_64& random, const Limbs<N>& modulus) {
  Limbs<N> sample;
  const int kind = static_cast<int>(random() % 4);
  for (int i = 0; i < N; ++i) {
    sample[i] = kind == 0 ? modulus[i] : kind == 1 ? 0 : random();
  }
  if (kind == 0) {
    sample[0] -= 1 + random() % 3;
  } else if (kind == 1) {
    sample[0] = random() % 3;
  }
  while (!IsBelow<N>(sample, modulus)) {
    SubtractLimbs<N>(sample, modulus, sample);
  }
  return sample;
}

// Compares with OpenSSL's big numbers. The modulus is odd.
template <typename Field, int N>
void CompareWithOpenssl(const Limbs<N>& modulus) {
  std::mt19937_64 random(N);  // Fixed seed: the same numbers each time.
  const Field field(modulus);
  const BignumPtr m = ToBignum<N>(modulus);
  const BignumCtxPtr context(BN_CTX_new());
  const BignumPtr expected(BN_new());
  const auto equals = [&](const typename Field::Element& element) {
    return BN_cmp(ToBignum<N>(field.Leave(element)).get(), expected.get()) == 0;
  };
  for (int i = 0; i < 2000; ++i) {
    const Limbs<N> a = Sample<N>(random, modulus);
    const Limbs<N> b = Sample<N>(random, modulus);
    const BignumPtr bn_a = ToBignum<N>(a), bn_b = ToBignum<N>(b);
    const auto in_a = field.Enter(a), in_b = field.Enter(b);
    BN_mod_mul(expected.get(), bn_a.get(), bn_b.get(), m.get(), context.get());
    ASSERT_TRUE(equals(field.Multiply(in_a, in_b))) << i;
    BN_mod_sqr(expected.get(), bn_a.get(), m.get(), context.get());
    ASSERT_TRUE(equals(field.Square(in_a))) << i;
    BN_mod_add(expected.get(), bn_a.get(), bn_b.get(), m.get(), context.get());
    ASSERT_TRUE(equals(field.Add(in_a, in_b))) << i;
    BN_mod_sub(expected.get(), bn_a.get(), bn_b.get(), m.get(), context.get());
    ASSERT_TRUE(equals(field.Subtract(in_a, in_b))) << i;
    ASSERT_EQ(field.IsZero(field.Subtract(in_a, in_b)), a == b) << i;
    if (BN_mod_inverse(expected.get(), bn_a.get(), m.get(), context.get()) !=
        nullptr) {
      ASSERT_TRUE(equals(field.Enter(InvertModulo<N>(a, modulus)))) << i;
    }
  }
}

TEST(PrimeFieldTest, MontgomeryAgreesWithOpenssl) {
  CompareWithOpenssl<MontgomeryField<4>, 4>({0xc99, 0, 0, uint64_t{1} << 63});
  CompareWithOpenssl<MontgomeryField<6>, 6>({0xfffffffffffffec3, ~uint64_t{0},
                                             ~uint64_t{0}, ~uint64_t{0},
                                             ~uint64_t{0}, ~uint64_t{0}});
  CompareWithOpenssl<MontgomeryField<8>, 8>(
      {0x6f, 0, 0, 0, 0, 0, 0, uint64_t{1} << 63});
}

template <int N>
Limbs<N> PowerLess(uint64_t c) {
  Limbs<N> modulus;
  modulus.fill(~uint64_t{0});
  modulus[0] = ~c + 1;
  return modulus;
}

TEST(PrimeFieldTest, PseudoMersenneAgreesWithOpenssl) {
  CompareWithOpenssl<PseudoMersenneField<4>, 4>(PowerLess<4>(617));
  CompareWithOpenssl<PseudoMersenneField<6>, 6>(PowerLess<6>(317));
  CompareWithOpenssl<PseudoMersenneField<8>, 8>(PowerLess<8>(569));
  CompareWithOpenssl<PseudoMersenneField<4>, 4>(PowerLess<4>(0xffff'fffd));
}

TEST(PrimeFieldTest, PseudoMersenneFitsOnlySuchModuli) {
  EXPECT_TRUE(PseudoMersenneField<4>::Fits(PowerLess<4>(617)));
  EXPECT_FALSE(PseudoMersenneField<4>::Fits({0xc99, 0, 0, uint64_t{1} << 63}));
  EXPECT_FALSE(
      PseudoMersenneField<4>::Fits(PowerLess<4>(uint64_t{1} << 32 | 1)));
}

TEST(PrimeFieldTest, NumbersSharingAFactorHaveNoInverse) {
  EXPECT_TRUE(AreZero<4>(InvertModulo<4>({5}, {15})));
}

}  // namespace
}  // namespace kepil

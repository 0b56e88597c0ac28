#include "engine/crypto/prime_curve.h"

#include <openssl/ec.h>

#include <memory>
#include <optional>
#include <random>
#include <string>

#include "engine/crypto/openssl_ptr.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using EcGroupPtr = OpensslPtr<EC_GROUP, &EC_GROUP_free>;
using EcPointPtr = OpensslPtr<EC_POINT, &EC_POINT_free>;

// GOST R 34.10-2001 CryptoPro-A, RFC 4357: a = -3, p close below a power of 2.
constexpr CurveNumbers kCryptoProA = {
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94",
    "A6",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
    "1",
    "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14",
    1};
// The example of RFC 7091, 7.1: another a, p close above a power of 2.
constexpr CurveNumbers kExample = {
    "8000000000000000000000000000000000000000000000000000000000000431",
    "7",
    "5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
    "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3",
    "2",
    "08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8",
    1};
// Of cofactor 4: 256-bit set A of RFC 7836.
constexpr CurveNumbers kTc26A = {
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
    "C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
    "295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
    "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
    "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
    "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C",
    4};
// NIST P-384 and brainpoolP512r1, for their size.
constexpr CurveNumbers kP384 = {
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"
    "FFFFFFFF0000000000000000FFFFFFFF",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"
    "FFFFFFFF0000000000000000FFFFFFFC",
    "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875A"
    "C656398D8A2ED19D2A85C8EDD3EC2AEF",
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
    "581A0DB248B0A77AECEC196ACCC52973",
    "AA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A38"
    "5502F25DBF55296C3A545E3872760AB7",
    "3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C0"
    "0A60B1CE1D7E819D7A431D7C90EA0E5F",
    1};
constexpr CurveNumbers kBrainpool512 = {
    "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330871"
    "7D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3",
    "7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC"
    "2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA",
    "3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A7"
    "2BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723",
    "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870"
    "553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069",
    "81AEE4BDD82ED9645A21322E9C4C6A9385ED9F70B5D916C1B43B62EEF4D0098E"
    "FF3B1F78E2D0D48D50D1687B93B97D5F7C6D5047406A5E688B352209BCB9F822",
    "7DDE385D566332ECC0EABFA9CF7822FDF209F70024A57B1AA000C55B881F8111"
    "B2DCDE494A5F485E5BCA4BD88A2763AED1CA2B2FA8F0540678CD1E0F3AD80892",
    1};

BignumPtr FromHex(absl::string_view hex) {
  BIGNUM* number = nullptr;
  BN_hex2bn(&number, std::string(hex).c_str());
  return BignumPtr(number);
}

BignumPtr ToBignum(const WideNumber& number) {
  const std::string octets = WideToBigEndian(number, kWideSize);
  return BignumPtr(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                static_cast<int>(octets.size()), nullptr));
}

WideNumber FromBignum(const BIGNUM* number) {
  std::string octets(kWideSize, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(octets.data()),
               static_cast<int>(octets.size()));
  return WideFromBigEndian(octets);
}

// OpenSSL's opinion of the same curve.
class OpensslCurve {
 public:
  explicit OpensslCurve(const CurveNumbers& numbers)
      : context_(BN_CTX_new()),
        group_(EC_GROUP_new_curve_GFp(
            FromHex(numbers.p).get(), FromHex(numbers.a).get(),
            FromHex(numbers.b).get(), context_.get())) {
    const EcPointPtr generator(EC_POINT_new(group_.get()));
    EC_POINT_set_affine_coordinates(group_.get(), generator.get(),
                                    FromHex(numbers.x).get(),
                                    FromHex(numbers.y).get(), context_.get());
    EC_GROUP_set_generator(group_.get(), generator.get(),
                           FromHex(numbers.q).get(), nullptr);
  }

  std::optional<CurvePoint> Combine(const WideNumber& u1, const WideNumber& u2,
                                    const CurvePoint& point) const {
    const EcPointPtr in(EC_POINT_new(group_.get()));
    const EcPointPtr out(EC_POINT_new(group_.get()));
    EC_POINT_set_affine_coordinates(group_.get(), in.get(),
                                    ToBignum(point.x).get(),
                                    ToBignum(point.y).get(), context_.get());
    EC_POINT_mul(group_.get(), out.get(), ToBignum(u1).get(), in.get(),
                 ToBignum(u2).get(), context_.get());
    const BignumPtr x(BN_new()), y(BN_new());
    if (EC_POINT_is_at_infinity(group_.get(), out.get()) == 1 ||
        EC_POINT_get_affine_coordinates(group_.get(), out.get(), x.get(),
                                        y.get(), context_.get()) != 1) {
      return std::nullopt;
    }
    CurvePoint result;
    result.x = FromBignum(x.get());
    result.y = FromBignum(y.get());
    return result;
  }

 private:
  const BignumCtxPtr context_;
  const EcGroupPtr group_;
};

WideNumber Random(std::mt19937_64& random, const PrimeCurve& curve) {
  WideNumber number{};
  for (size_t i = 0; i < curve.size() / 8; ++i) {
    number[i] = random();
  }
  return curve.ReduceModOrder(number);
}

class PrimeCurveTest : public testing::TestWithParam<CurveNumbers> {
 protected:
  PrimeCurveTest() : curve_(PrimeCurve::Create(GetParam())) {}
  const std::unique_ptr<const PrimeCurve> curve_;
};

TEST_P(PrimeCurveTest, AgreesWithOpenssl) {
  ASSERT_NE(curve_, nullptr);
  const OpensslCurve openssl(GetParam());
  std::mt19937_64 random(1);  // Fixed seed: the same numbers each time.
  CurvePoint point = curve_->generator();
  for (int i = 0; i < 50; ++i) {
    const WideNumber u1 = Random(random, *curve_);
    const WideNumber u2 = Random(random, *curve_);
    const auto ours = curve_->CombineMultiply(u1, u2, point);
    const auto theirs = openssl.Combine(u1, u2, point);
    ASSERT_TRUE(ours.has_value() && theirs.has_value()) << i;
    ASSERT_TRUE(*ours == *theirs) << i;
    ASSERT_TRUE(curve_->IsInGroup(*ours)) << i;
    point = *ours;
  }
}

TEST_P(PrimeCurveTest, SmallNumbersAreAllRight) {
  const OpensslCurve openssl(GetParam());
  const CurvePoint generator = curve_->generator();
  for (uint64_t u1 = 0; u1 < 20; ++u1) {
    for (uint64_t u2 = 0; u2 < 20; ++u2) {
      const auto ours = curve_->CombineMultiply({u1}, {u2}, generator);
      const auto theirs = openssl.Combine({u1}, {u2}, generator);
      ASSERT_EQ(ours.has_value(), theirs.has_value()) << u1 << " " << u2;
      ASSERT_TRUE(!ours.has_value() || *ours == *theirs) << u1 << " " << u2;
    }
  }
}

TEST_P(PrimeCurveTest, SumsToInfinityAreInfinity) {
  std::mt19937_64 random(2);
  const WideNumber a = Random(random, *curve_);
  const auto point = curve_->CombineMultiply(a, {}, curve_->generator());
  ASSERT_TRUE(point.has_value());
  EXPECT_FALSE(curve_->CombineMultiply(curve_->NegateModOrder(a), {1}, *point));
  EXPECT_FALSE(curve_->CombineMultiply({}, {}, *point));
  // Equal terms: a doubling.
  const auto twice = curve_->CombineMultiply(a, {1}, *point);
  EXPECT_TRUE(twice.has_value() &&
              *twice == curve_->CombineMultiply({}, {2}, *point));
}

TEST_P(PrimeCurveTest, RefusesWhatIsNotOnTheCurve) {
  CurvePoint point = curve_->generator();
  EXPECT_TRUE(curve_->IsInGroup(point));
  point.y[0] ^= 1;
  EXPECT_FALSE(curve_->IsInGroup(point));
  EXPECT_FALSE(curve_->IsInGroup({}));
  // The same point with a coordinate that is not reduced.
  const WideNumber p = FromBignum(FromHex(GetParam().p).get());
  point = curve_->generator();
  uint64_t carry = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    const uint64_t sum = point.x[i] + p[i];
    const uint64_t out = sum < p[i] ? 1 : 0;
    point.x[i] = sum + carry;
    carry = out + (point.x[i] < carry ? 1 : 0);
  }
  EXPECT_FALSE(curve_->IsInGroup(point));
}

TEST_P(PrimeCurveTest, ComputesModuloTheOrder) {
  std::mt19937_64 random(3);
  const BignumCtxPtr context(BN_CTX_new());
  const BignumPtr q = ToBignum(curve_->order());
  const BignumPtr expected(BN_new());
  for (int i = 0; i < 100; ++i) {
    const WideNumber a = Random(random, *curve_), b = Random(random, *curve_);
    BN_mod_mul(expected.get(), ToBignum(a).get(), ToBignum(b).get(), q.get(),
               context.get());
    EXPECT_EQ(curve_->MultiplyModOrder(a, b), FromBignum(expected.get()));
    BN_mod_add(expected.get(), ToBignum(a).get(), ToBignum(b).get(), q.get(),
               context.get());
    EXPECT_EQ(curve_->AddModOrder(a, b), FromBignum(expected.get()));
    EXPECT_EQ(curve_->MultiplyModOrder(a, curve_->InvertModOrder(a)),
              WideNumber{1});
    EXPECT_TRUE(IsZero(curve_->AddModOrder(a, curve_->NegateModOrder(a))));
  }
  WideNumber largest{};
  for (size_t i = 0; i < curve_->size() / 8; ++i) {
    largest[i] = ~uint64_t{0};
  }
  BN_nnmod(expected.get(), ToBignum(largest).get(), q.get(), context.get());
  EXPECT_EQ(curve_->ReduceModOrder(largest), FromBignum(expected.get()));
  EXPECT_TRUE(IsZero(curve_->ReduceModOrder(curve_->order())));
  EXPECT_TRUE(IsZero(curve_->NegateModOrder({})));
}

INSTANTIATE_TEST_SUITE_P(Curves, PrimeCurveTest,
                         testing::Values(kCryptoProA, kExample, kTc26A, kP384,
                                         kBrainpool512));

TEST(PrimeCurveCofactorTest, RefusesAPointOfAnotherOrder) {
  const auto curve = PrimeCurve::Create(kTc26A);
  ASSERT_NE(curve, nullptr);
  // The point of order 2, and its sum with the generator, of order 2q: both are
  // on the curve.
  CurvePoint two;
  two.x = FromBignum(
      FromHex(
          "0100FE73F595FF158E974B44D478D9588744FE5C192AC47EA63075DCE7A14AAA")
          .get());
  EXPECT_FALSE(curve->IsInGroup(two));
  CurvePoint sum;
  sum.x = FromBignum(
      FromHex(
          "18476B1AF2E5CECDC380E4C91D2A3A5C2B6C0788066615E2B4E9A63246463E96")
          .get());
  sum.y = FromBignum(
      FromHex(
          "4CFA952E3B48A1409977E07FABA396136986D7E8EDC05C336154375BE5070030")
          .get());
  EXPECT_FALSE(curve->IsInGroup(sum));
  CurveNumbers without_check = kTc26A;
  without_check.cofactor = 1;
  EXPECT_TRUE(PrimeCurve::Create(without_check)->IsInGroup(sum));
}

TEST(PrimeCurveCreateTest, RefusesNumbersThatAreNoCurve) {
  CurveNumbers numbers = kCryptoProA;
  numbers.y = "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E";
  EXPECT_EQ(PrimeCurve::Create(numbers), nullptr) << "not on the curve";
  numbers = kCryptoProA;
  numbers.q =
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B895";
  EXPECT_EQ(PrimeCurve::Create(numbers), nullptr) << "another order";
  numbers = kCryptoProA;
  numbers.q = "97";
  EXPECT_EQ(PrimeCurve::Create(numbers), nullptr) << "a short order";
  numbers = kCryptoProA;
  numbers.p = "97";
  EXPECT_EQ(PrimeCurve::Create(numbers), nullptr) << "a short field";
  numbers = kCryptoProA;
  numbers.a =
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97";
  EXPECT_EQ(PrimeCurve::Create(numbers), nullptr) << "a that is not reduced";
}

}  // namespace
}  // namespace kepil

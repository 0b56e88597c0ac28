#include "engine/crypto/evp_key.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/test_vectors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kRsaOid[] = "1.2.840.113549.1.1.1";
constexpr char kPssOid[] = "1.2.840.113549.1.1.10";
constexpr char kEcOid[] = "1.2.840.10045.2.1";
constexpr char kDsaOid[] = "1.2.840.10040.4.1";
constexpr char kP256Oid[] = "1.2.840.10045.3.1.7";

auto IsMalformed() { return HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN); }
auto IsUnknown() { return HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN); }

absl::StatusOr<EvpKey> Build(const std::string& oid,
                             const std::string& parameters,
                             const std::string& key,
                             const std::string& inherited = "") {
  const std::string der = DerSequence({DerOidFromText(oid), parameters});
  return BuildEvpKey(*ParseAlgorithmIdentifier(der), key, inherited);
}

// An odd number of `bits` bits: the top and bottom ones.
std::string OddOf(int bits) {
  std::string magnitude((bits + 7) / 8, '\0');
  magnitude[0] = static_cast<char>(1 << ((bits - 1) % 8));
  magnitude.back() |= 1;
  return magnitude;
}

absl::StatusOr<EvpKey> BuildRsa(const std::string& n, const std::string& e) {
  return Build(kRsaOid, DerNull(),
               DerSequence({DerUnsigned(n), DerUnsigned(e)}));
}

TEST(EvpKeyTest, BuildsRsaWithinItsBounds) {
  const std::string f4("\x01\x00\x01", 3);
  const auto key = BuildRsa(OddOf(2048), f4);
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->family, KeyFamily::kRsa);
  EXPECT_EQ(key->size_bits, 2048);
  EXPECT_THAT(BuildRsa(OddOf(2041), f4)->size_bits, 2041);
  EXPECT_THAT(BuildRsa(OddOf(16384), f4), IsOk());
  EXPECT_THAT(BuildRsa(OddOf(16385), f4), IsMalformed());
  EXPECT_THAT(BuildRsa(OddOf(2048), "\x03"), IsOk());
  EXPECT_THAT(BuildRsa(OddOf(2048), "\x01"), IsMalformed());
  EXPECT_THAT(BuildRsa(OddOf(2048), std::string(1, '\0')), IsMalformed());
  EXPECT_THAT(BuildRsa(OddOf(2048), "\x04"), IsMalformed()) << "even exponent";
  EXPECT_THAT(BuildRsa(OddOf(2048), OddOf(2048)), IsMalformed());
  std::string even = OddOf(2048);
  even.back() = 2;
  EXPECT_THAT(BuildRsa(even, f4), IsMalformed());
  // OpenSSL does not compute with these: no verdict rather than "invalid".
  EXPECT_THAT(BuildRsa(OddOf(3072), OddOf(65)), IsOk());
  EXPECT_THAT(BuildRsa(OddOf(3073), OddOf(65)), IsUnknown());
}

TEST(EvpKeyTest, ReadsRsaStrictly) {
  const std::string n = DerUnsigned(OddOf(1024));
  const std::string e = DerInt64(65537);
  const std::string key = DerSequence({n, e});
  EXPECT_THAT(Build(kRsaOid, "", key), IsOk()) << "absent is tolerated";
  EXPECT_THAT(Build(kRsaOid, DerInt64(1), key), IsMalformed());
  EXPECT_THAT(Build(kRsaOid, "", key + "x"), IsMalformed());
  EXPECT_THAT(Build(kRsaOid, "", DerSequence({n})), IsMalformed());
  EXPECT_THAT(Build(kRsaOid, "", DerSequence({n, e, e})), IsMalformed());
  EXPECT_THAT(Build(kRsaOid, "", DerSequence({n, DerInt64(-3)})),
              IsMalformed());
  EXPECT_THAT(Build(kRsaOid, "", ""), IsMalformed());
}

TEST(EvpKeyTest, KeepsTheRestrictionOfPssKeys) {
  const std::string key =
      DerSequence({DerUnsigned(OddOf(1024)), DerInt64(65537)});
  const auto free = Build(kPssOid, "", key);
  ASSERT_THAT(free, IsOk());
  EXPECT_EQ(free->family, KeyFamily::kRsaPss);
  EXPECT_FALSE(free->pss_restriction.has_value());
  const auto restricted =
      Build(kPssOid, DerSequence({DerExplicit(2, DerInt64(30))}), key);
  ASSERT_THAT(restricted, IsOk());
  EXPECT_EQ(restricted->pss_restriction->salt_length, 30);
  EXPECT_THAT(Build(kPssOid, DerNull(), key), IsMalformed());
}

// The base point of P-256 (FIPS 186-4, D.1.2.3).
constexpr char kGx[] =
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
constexpr char kGy[] =
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

TEST(EvpKeyTest, ChecksPoints) {
  const std::string x = absl::HexStringToBytes(kGx);
  const std::string y = absl::HexStringToBytes(kGy);
  const auto build = [](const std::string& point) {
    return Build(kEcOid, DerOidFromText(kP256Oid), point);
  };
  const auto key = build("\x04" + x + y);
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->curve, "P-256");
  EXPECT_EQ(key->size_bits, 256);
  EXPECT_THAT(build("\x03" + x), IsOk()) << "y is odd";
  EXPECT_THAT(build("\x02" + x), IsOk()) << "the other point";
  EXPECT_THAT(build("\x07" + x + y), IsMalformed()) << "hybrid";
  EXPECT_THAT(build("\x04" + y + x), IsMalformed()) << "off the curve";
  EXPECT_THAT(build("\x04" + x), IsMalformed());
  EXPECT_THAT(build("\x02" + x + y), IsMalformed());
  EXPECT_THAT(build("\x04" + x + y + "x"), IsMalformed());
  EXPECT_THAT(build(std::string(1, '\0')), IsMalformed()) << "infinity";
  EXPECT_THAT(build(""), IsMalformed());
  EXPECT_THAT(build("\x04" + std::string(64, '\xff')), IsMalformed());
}

TEST(EvpKeyTest, TakesNamedCurvesOfItsTableOnly) {
  const std::string point = "\x04" + std::string(64, '\1');
  EXPECT_THAT(Build(kEcOid, DerOidFromText("1.3.132.0.10"), point),
              IsUnknown());
  EXPECT_THAT(Build(kEcOid, DerSequence({}), point), IsMalformed());
  EXPECT_THAT(Build(kEcOid, DerNull(), point), IsMalformed());
  EXPECT_THAT(Build(kEcOid, "", point), IsMalformed());
}

TEST(EvpKeyTest, ChecksLengthsOfEdwardsKeys) {
  EXPECT_EQ(Build("1.3.101.112", "", std::string(32, '\1'))->family,
            KeyFamily::kEd25519);
  EXPECT_EQ(Build("1.3.101.113", "", std::string(57, '\1'))->family,
            KeyFamily::kEd448);
  EXPECT_THAT(Build("1.3.101.112", "", std::string(57, '\1')), IsMalformed());
  EXPECT_THAT(Build("1.3.101.112", "", ""), IsMalformed());
  EXPECT_THAT(Build("1.3.101.112", DerNull(), std::string(32, '\1')),
              IsMalformed());
}

TEST(EvpKeyTest, DsaNeedsParametersInRange) {
  const std::string p = DerUnsigned(OddOf(1024));
  const std::string q = DerUnsigned(OddOf(160));
  const std::string two = DerInt64(2);
  const auto build = [&](const std::string& parameters) {
    return Build(kDsaOid, parameters, DerInt64(5));
  };
  EXPECT_THAT(build(DerSequence({p, q, two})), IsOk());
  EXPECT_THAT(build(DerSequence({p, DerUnsigned(OddOf(161)), two})),
              IsMalformed());
  EXPECT_THAT(build(DerSequence({q, p, two})), IsMalformed());
  EXPECT_THAT(build(DerSequence({p, q, DerInt64(1)})), IsMalformed());
  EXPECT_THAT(build(DerSequence({p, q, p})), IsMalformed());
  EXPECT_THAT(build(DerSequence({DerUnsigned(OddOf(10001)), q, two})),
              IsMalformed());
  EXPECT_THAT(build(DerSequence({p, q})), IsMalformed());
}

TEST(EvpKeyTest, DsaInheritsWhatItLacks) {
  const std::string own = DerSequence(
      {DerUnsigned(OddOf(1024)), DerUnsigned(OddOf(160)), DerInt64(2)});
  const std::string other = DerSequence(
      {DerUnsigned(OddOf(2048)), DerUnsigned(OddOf(256)), DerInt64(2)});
  EXPECT_THAT(Build(kDsaOid, "", DerInt64(5)), IsUnknown());
  EXPECT_EQ(Build(kDsaOid, "", DerInt64(5), other)->parameters, other);
  EXPECT_EQ(Build(kDsaOid, DerNull(), DerInt64(5), other)->parameters, other);
  EXPECT_EQ(Build(kDsaOid, own, DerInt64(5), other)->parameters, own);
}

TEST(EvpKeyTest, OtherKeyTypesAreUnknown) {
  EXPECT_THAT(Build("1.3.101.110", "", std::string(32, '\1')), IsUnknown());
  EXPECT_THAT(Build("1.2.643.7.1.1.1.1", "", ""), IsUnknown());
}

}  // namespace
}  // namespace kepil

#include "engine/crypto/gost_signature.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/crypto/gost_curves.h"
#include "engine/crypto/gost_known_answers.h"
#include "engine/crypto/wide_number.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr SignatureScheme kRussian = SignatureScheme::kGostBeSr;
constexpr SignatureScheme kKazakh = SignatureScheme::kGostLeRs;

std::string Hex(absl::string_view hex) { return absl::HexStringToBytes(hex); }

std::string Reversed(std::string octets) {
  std::reverse(octets.begin(), octets.end());
  return octets;
}

// RFC 7091, 7: on a curve of its own.
TEST(GostSignatureTest, AcceptsTheExampleOfTheStandard) {
  const auto group = PrimeCurve::Create(
      {"8000000000000000000000000000000000000000000000000000000000000431", "7",
       "5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
       "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3", "2",
       "08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8", 1});
  ASSERT_NE(group, nullptr);
  CurvePoint key;
  key.x = WideFromBigEndian(
      Hex("7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B"));
  key.y = WideFromBigEndian(
      Hex("26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA"));
  ASSERT_TRUE(group->IsInGroup(key));
  const std::string hash = Reversed(
      Hex("2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5"));
  const std::string signature =
      Hex("01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40"
          "41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493");
  EXPECT_TRUE(IsGostSignature(*group, key, kRussian, hash, signature));
  EXPECT_TRUE(IsGostSignature(*group, key, kKazakh, hash, Reversed(signature)));
  EXPECT_FALSE(IsGostSignature(*group, key, kKazakh, hash, signature));
  EXPECT_FALSE(
      IsGostSignature(*group, key, kRussian, Reversed(hash), signature));
}

class GostSignatureCurveTest : public testing::TestWithParam<GostKnownAnswer> {
 protected:
  GostSignatureCurveTest()
      : group_(GostGroup(GetParam().curve)),
        hash_(GostKnownHash(group_.size())),
        r_(Hex(GetParam().r)),
        s_(Hex(GetParam().s)) {
    key_.x = WideFromBigEndian(Hex(GetParam().x));
    key_.y = WideFromBigEndian(Hex(GetParam().y));
  }
  bool IsRight(absl::string_view r, absl::string_view s) const {
    const std::string russian = absl::StrCat(s, r);
    const bool is_right =
        IsGostSignature(group_, key_, kRussian, hash_, russian);
    EXPECT_EQ(IsGostSignature(group_, key_, kKazakh, hash_, Reversed(russian)),
              is_right);
    return is_right;
  }
  std::string Order() const {
    return WideToBigEndian(group_.order(), group_.size());
  }

  const PrimeCurve& group_;
  const std::string hash_, r_, s_;
  CurvePoint key_;
};

TEST_P(GostSignatureCurveTest, AcceptsWhatIsRight) {
  EXPECT_TRUE(group_.IsInGroup(key_));
  EXPECT_TRUE(IsRight(r_, s_));
}

TEST_P(GostSignatureCurveTest, RefusesEveryChangedBit) {
  for (size_t i = 0; i < r_.size(); i += 7) {
    for (const char bit : {'\x01', '\x80'}) {
      std::string changed = r_;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(IsRight(changed, s_)) << i;
      changed = s_;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(IsRight(r_, changed)) << i;
    }
  }
}

TEST_P(GostSignatureCurveTest, RefusesZero) {
  const std::string zero(group_.size(), '\0');
  EXPECT_FALSE(IsRight(zero, s_));
  EXPECT_FALSE(IsRight(r_, zero));
  EXPECT_FALSE(IsRight(zero, zero));
}

TEST_P(GostSignatureCurveTest, RefusesNumbersThatAreTooLarge) {
  const std::string largest(group_.size(), '\xff');
  EXPECT_FALSE(IsRight(Order(), s_));
  EXPECT_FALSE(IsRight(r_, Order()));
  EXPECT_FALSE(IsRight(largest, s_));
  EXPECT_FALSE(IsRight(r_, largest));
  // The right number plus the order, where there is room for the sum: the same
  // residue, and yet not the signature.
  std::string sum(group_.size(), '\0');
  int carry = 0;
  const std::string order = Order();
  for (size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<uint8_t>(s_[i]) + static_cast<uint8_t>(order[i]);
    sum[i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  EXPECT_FALSE(carry == 0 && IsRight(r_, sum));
}

TEST_P(GostSignatureCurveTest, RefusesAnotherLength) {
  const std::string right = s_ + r_;
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash_, ""));
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash_, right + "x"));
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash_,
                               std::string("\0", 1) + right));
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash_,
                               right.substr(0, right.size() - 1)));
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash_ + "x", right));
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, "", right));
}

TEST_P(GostSignatureCurveTest, RefusesAnotherHashKeyOrScheme) {
  const std::string right = s_ + r_;
  std::string hash = hash_;
  hash[0] = static_cast<char>(hash[0] ^ 1);
  EXPECT_FALSE(IsGostSignature(group_, key_, kRussian, hash, right));
  EXPECT_FALSE(
      IsGostSignature(group_, group_.generator(), kRussian, hash_, right));
  EXPECT_FALSE(IsGostSignature(group_, key_, kKazakh, hash_, right));
  EXPECT_FALSE(
      IsGostSignature(group_, key_, SignatureScheme::kEcdsa, hash_, right));
}

TEST_P(GostSignatureCurveTest, TakesAHashOfZeroForOne) {
  // RFC 7091, 6.1, step 2. With d = 1 and k = 1: r = x(G), s = r + 1.
  const WideNumber r = group_.ReduceModOrder(group_.generator().x);
  if (IsZero(r)) {
    return;
  }
  const WideNumber s = group_.AddModOrder(r, {1});
  const std::string signature =
      WideToBigEndian(s, group_.size()) + WideToBigEndian(r, group_.size());
  const std::string zero(group_.size(), '\0');
  EXPECT_TRUE(
      IsGostSignature(group_, group_.generator(), kRussian, zero, signature));
  EXPECT_TRUE(IsGostSignature(group_, group_.generator(), kRussian,
                              WideToLittleEndian(group_.order(), group_.size()),
                              signature));
}

INSTANTIATE_TEST_SUITE_P(Curves, GostSignatureCurveTest,
                         testing::ValuesIn(kGostKnownAnswers));

}  // namespace
}  // namespace kepil

#include "engine/crypto/bign_signature.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/belt_hash.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/bign_known_answers.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/wide_number.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

class BignSignatureTest : public testing::TestWithParam<BignKnownAnswer> {
 protected:
  const PrimeCurve& group() const { return BignGroup(GetParam().level); }

  bool IsRight(HashAlgorithm algorithm, absl::string_view hash,
               absl::string_view signature) const {
    const std::string octets = absl::HexStringToBytes(GetParam().key);
    const CurvePoint key = {
        WideFromLittleEndian(octets.substr(0, group().size())),
        WideFromLittleEndian(octets.substr(group().size()))};
    EXPECT_TRUE(group().IsInGroup(key));
    return IsBignSignature(group(), key, algorithm, hash, signature);
  }

  const std::string hash_ = absl::HexStringToBytes(GetParam().hash);
  const std::string signature_ = absl::HexStringToBytes(GetParam().signature);
};

TEST_P(BignSignatureTest, AcceptsTheKnownAnswer) {
  EXPECT_TRUE(IsRight(GetParam().algorithm, hash_, signature_));
}

TEST_P(BignSignatureTest, NoOctetMayChange) {
  for (size_t i = 0; i < signature_.size(); ++i) {
    std::string other = signature_;
    other[i] ^= 1;
    EXPECT_FALSE(IsRight(GetParam().algorithm, hash_, other)) << i;
  }
  std::string other = hash_;
  other.back() ^= 1;
  EXPECT_FALSE(IsRight(GetParam().algorithm, other, signature_));
}

TEST_P(BignSignatureTest, TheNameOfTheHashIsSigned) {
  EXPECT_FALSE(IsRight(HashAlgorithm::kSha256, hash_, signature_));
  EXPECT_FALSE(IsRight(HashAlgorithm::kUnknown, hash_, signature_));
}

TEST_P(BignSignatureTest, RefusesOtherLengthsAndNumbersNotBelowTheOrder) {
  const HashAlgorithm algorithm = GetParam().algorithm;
  EXPECT_FALSE(IsRight(algorithm, hash_, ""));
  EXPECT_FALSE(IsRight(algorithm, hash_, signature_ + '\0'));
  EXPECT_FALSE(IsRight(algorithm, hash_, signature_.substr(1)));
  EXPECT_FALSE(IsRight(algorithm, hash_.substr(1), signature_));
  EXPECT_FALSE(IsRight(algorithm, hash_ + '\0', signature_));
  const size_t size = group().size();
  const std::string s0 = signature_.substr(0, size / 2);
  EXPECT_FALSE(IsRight(algorithm, hash_, s0 + std::string(size, '\xff')));
  EXPECT_FALSE(IsRight(algorithm, hash_,
                       s0 + WideToLittleEndian(group().order(), size)));
}

// Under the generator as key any R can be had, so also none.
TEST_P(BignSignatureTest, PointAtInfinityIsNoSignature) {
  const size_t size = group().size();
  BeltHash t;
  t.Update(DerOidFromText(HashOidText(GetParam().algorithm)));
  t.Update(std::string(size, '\0'));
  t.Update(hash_);
  const std::string s0 = t.Finish().substr(0, size / 2);
  const WideNumber multiplier = WideFromLittleEndian(s0 + '\x01');
  const WideNumber sum = group().AddModOrder(
      group().ReduceModOrder(WideFromLittleEndian(hash_)), multiplier);
  const std::string s1 = WideToLittleEndian(group().NegateModOrder(sum), size);
  ASSERT_FALSE(group()
                   .CombineMultiply(group().NegateModOrder(multiplier),
                                    multiplier, group().generator())
                   .has_value());
  EXPECT_FALSE(IsBignSignature(group(), group().generator(),
                               GetParam().algorithm, hash_, s0 + s1));
}

INSTANTIATE_TEST_SUITE_P(Curves, BignSignatureTest,
                         testing::ValuesIn(kBignKnownAnswers));

}  // namespace
}  // namespace kepil

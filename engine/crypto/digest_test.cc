#include "engine/crypto/digest.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kAbcSha256[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(DigestTest, HexAndBytesAreInverse) {
  const absl::StatusOr<Digest> digest = Digest::FromHex(kAbcSha256);
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(digest->hex(), kAbcSha256);
  EXPECT_EQ(*Digest::FromBytes(digest->bytes()), *digest);
  EXPECT_EQ(*Digest::FromHex("BA7816BF8F01CFEA414140DE5DAE2223"
                             "B00361A396177A9CB410FF61F20015AD"),
            *digest);
}

TEST(DigestTest, RefusesOtherLengthsAndLetters) {
  EXPECT_THAT(Digest::FromBytes("short"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Digest::FromHex("00"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Digest::FromHex(std::string(63, '0') + "g"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(DigestTest, ComparesByOctets) {
  const Digest zero;
  EXPECT_TRUE(zero.is_zero());
  EXPECT_FALSE(Sha256("").is_zero());
  EXPECT_LT(zero, Sha256(""));
  EXPECT_NE(Sha256("a"), Sha256("b"));
}

TEST(DigestTest, Sha256IsThatOfFips180) {
  EXPECT_EQ(Sha256("abc").hex(), kAbcSha256);
  EXPECT_EQ(Sha256("").hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HashTest, NationalFunctionsAreOffered) {
  for (const HashAlgorithm algorithm :
       {HashAlgorithm::kBeltHash, HashAlgorithm::kBash256,
        HashAlgorithm::kBash384, HashAlgorithm::kBash512,
        HashAlgorithm::kSm3}) {
    EXPECT_TRUE(IsHashOffered(algorithm)) << HashName(algorithm);
    const absl::StatusOr<std::string> hash = HashOf(algorithm, "abc");
    ASSERT_THAT(hash, IsOk());
    EXPECT_EQ(hash->size(), static_cast<size_t>(HashSize(algorithm)));
  }
  EXPECT_FALSE(IsHashOffered(HashAlgorithm::kUnknown));
}

std::string HexOf(HashAlgorithm algorithm, absl::string_view octets) {
  const absl::StatusOr<std::string> hash = HashOf(algorithm, octets);
  return hash.ok() ? absl::BytesToHexString(*hash) : hash.status().ToString();
}

// "abc": RFC 1321, FIPS 180-4 and FIPS 202 examples, RIPEMD-160's page.
TEST(HashTest, KnownAnswers) {
  EXPECT_EQ(HexOf(HashAlgorithm::kMd5, "abc"),
            "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha1, "abc"),
            "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha224, "abc"),
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha256, "abc"), kAbcSha256);
  EXPECT_EQ(HexOf(HashAlgorithm::kSha384, "abc"),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha512, "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha512_224, "abc"),
            "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha512_256, "abc"),
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha3_224, "abc"),
            "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha3_256, "abc"),
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha3_384, "abc"),
            "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
            "98d88cea927ac7f539f1edf228376d25");
  EXPECT_EQ(HexOf(HashAlgorithm::kSha3_512, "abc"),
            "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
            "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0");
  EXPECT_EQ(HexOf(HashAlgorithm::kShake256_512, "abc"),
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
            "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4");
  EXPECT_EQ(HexOf(HashAlgorithm::kRipemd160, "abc"),
            "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

TEST(HasherTest, PiecesGiveTheSameAsTheWhole) {
  for (int i = 1; i <= static_cast<int>(HashAlgorithm::kRipemd160); ++i) {
    const auto algorithm = static_cast<HashAlgorithm>(i);
    auto hasher = Hasher::Create(algorithm);
    ASSERT_THAT(hasher, IsOk()) << HashName(algorithm);
    (*hasher)->Update("a");
    (*hasher)->Update("");
    (*hasher)->Update("bc");
    const std::string hash = (*hasher)->Finish();
    EXPECT_EQ(hash, *HashOf(algorithm, "abc"));
    EXPECT_EQ(hash.size(), HashSize(algorithm));
  }
}

TEST(HasherTest, RefusesTheUnknown) {
  EXPECT_THAT(Hasher::Create(HashAlgorithm::kUnknown),
              HasReason(v1::ERROR_REASON_ALGORITHM_UNKNOWN));
  EXPECT_THAT(HashOf(HashAlgorithm::kUnknown, ""),
              StatusIs(absl::StatusCode::kUnimplemented));
}

}  // namespace
}  // namespace kepil

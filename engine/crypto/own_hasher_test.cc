#include "engine/crypto/own_hasher.h"

#include <string>

#include "absl/strings/escaping.h"
#include "engine/crypto/streebog.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

constexpr HashAlgorithm kOwn[] = {
    HashAlgorithm::kStreebog256,     HashAlgorithm::kStreebog512,
    HashAlgorithm::kGost94CryptoPro, HashAlgorithm::kGost94Test,
    HashAlgorithm::kBeltHash,        HashAlgorithm::kBash256,
    HashAlgorithm::kBash384,         HashAlgorithm::kBash512};

TEST(OwnHasherTest, EveryOneGivesItsKnownAnswer) {
  for (const HashAlgorithm algorithm : kOwn) {
    EXPECT_TRUE(IsOwnHashWorking(algorithm)) << HashName(algorithm);
    const auto hasher = MakeOwnHasher(algorithm);
    ASSERT_NE(hasher, nullptr);
    hasher->Update("abc");
    EXPECT_EQ(hasher->Finish().size(),
              static_cast<size_t>(HashSize(algorithm)));
  }
}

TEST(OwnHasherTest, OthersAreNotOurs) {
  for (const HashAlgorithm algorithm :
       {HashAlgorithm::kUnknown, HashAlgorithm::kSha256, HashAlgorithm::kSm3}) {
    EXPECT_EQ(MakeOwnHasher(algorithm), nullptr);
    EXPECT_FALSE(IsOwnHashWorking(algorithm));
  }
}

TEST(OwnHasherTest, AWrongAnswerIsSeen) {
  // RFC 6986, 10.1.
  const std::string message =
      "012345678901234567890123456789012345678901234567890123456789012";
  std::string hash = absl::HexStringToBytes(
      "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
  EXPECT_TRUE(IsHashRight(HashAlgorithm::kStreebog256, message, hash));
  EXPECT_FALSE(IsHashRight(HashAlgorithm::kStreebog512, message, hash));
  EXPECT_FALSE(IsHashRight(HashAlgorithm::kSha256, message, hash));
  hash.back() = '\1';
  EXPECT_FALSE(IsHashRight(HashAlgorithm::kStreebog256, message, hash));
}

}  // namespace
}  // namespace kepil

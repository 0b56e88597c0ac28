#include "engine/crypto/openssl_algorithms.h"

#include <openssl/evp.h>

#include "engine/crypto/hash_algorithm.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(OpensslAlgorithmsTest, OffersEveryHashOfTheTable) {
  for (int i = 1; i <= static_cast<int>(HashAlgorithm::kRipemd160); ++i) {
    const auto hash = static_cast<HashAlgorithm>(i);
    const EVP_MD* md = OpensslDigest(hash);
    ASSERT_NE(md, nullptr) << HashName(hash);
    if (hash != HashAlgorithm::kShake256_512) {
      EXPECT_EQ(EVP_MD_get_size(md), HashSize(hash)) << HashName(hash);
    }
    EXPECT_EQ(OpensslDigest(hash), md) << "fetched once";
  }
}

TEST(OpensslAlgorithmsTest, HasSm3ButNoOtherNationalHash) {
  EXPECT_NE(OpensslDigest(HashAlgorithm::kSm3), nullptr);
  EXPECT_EQ(OpensslDigest(HashAlgorithm::kStreebog512), nullptr);
  EXPECT_EQ(OpensslDigest(HashAlgorithm::kGost94Test), nullptr);
  EXPECT_EQ(OpensslDigest(HashAlgorithm::kBash512), nullptr);
}

TEST(OpensslAlgorithmsTest, HasNothingForTheUnknown) {
  EXPECT_EQ(OpensslDigest(HashAlgorithm::kUnknown), nullptr);
  EXPECT_EQ(OpensslDigest(static_cast<HashAlgorithm>(1000)), nullptr);
}

}  // namespace
}  // namespace kepil

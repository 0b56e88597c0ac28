#include "engine/crypto/algorithm_scheme.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(AlgorithmSchemeTest, NamesWhatFits) {
  EXPECT_EQ(SchemeName(SignatureScheme::kRsaPss, KeyFamily::kRsa), "rsa-pss");
  EXPECT_EQ(SchemeName(SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_512),
            "kz-gost2015-512");
  EXPECT_TRUE(SchemeFits(SignatureScheme::kGostBeSr, KeyFamily::kUzDst1092));
  EXPECT_TRUE(IsSchemeName("kz-gost2004"));
  EXPECT_TRUE(IsSchemeName("ed448"));
}

TEST(AlgorithmSchemeTest, AnotherCountrysKeyDoesNotFit) {
  EXPECT_EQ(SchemeName(SignatureScheme::kGostBeSr, KeyFamily::kKzGost2015_512),
            "");
  EXPECT_FALSE(
      SchemeFits(SignatureScheme::kGostLeRs, KeyFamily::kGost2012_512));
  EXPECT_FALSE(SchemeFits(SignatureScheme::kEcdsa, KeyFamily::kSm2));
  EXPECT_FALSE(SchemeFits(SignatureScheme::kUnknown, KeyFamily::kUnknown));
  EXPECT_FALSE(IsSchemeName(""));
  EXPECT_FALSE(IsSchemeName("rsa"));
}

}  // namespace
}  // namespace kepil

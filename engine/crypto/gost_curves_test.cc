#include "engine/crypto/gost_curves.h"

#include "engine/crypto/object_identifier.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(GostCurvesTest, EveryGroupCanBeMade) {
  for (const GostCurve curve :
       {GostCurve::kCryptoProA, GostCurve::kCryptoProB, GostCurve::kCryptoProC,
        GostCurve::kTc26_256A}) {
    EXPECT_EQ(GostGroup(curve).size(), 32u) << GostCurveName(curve);
  }
  for (const GostCurve curve :
       {GostCurve::kTc26_512A, GostCurve::kTc26_512B, GostCurve::kTc26_512C}) {
    EXPECT_EQ(GostGroup(curve).size(), 64u) << GostCurveName(curve);
  }
  EXPECT_EQ(&GostGroup(GostCurve::kTc26_512A),
            &GostGroup(GostCurve::kTc26_512A));
}

TEST(GostCurvesTest, KnowsTheParameterSets) {
  const struct {
    KeyFamily family;
    const char* oid;
    GostCurve curve;
  } kCases[] = {
      {KeyFamily::kGost2001, "1.2.643.2.2.35.1", GostCurve::kCryptoProA},
      {KeyFamily::kGost2001, "1.2.643.2.2.35.2", GostCurve::kCryptoProB},
      {KeyFamily::kGost2001, "1.2.643.2.2.35.3", GostCurve::kCryptoProC},
      {KeyFamily::kGost2001, "1.2.643.2.2.36.0", GostCurve::kCryptoProA},
      {KeyFamily::kGost2001, "1.2.643.2.2.36.1", GostCurve::kCryptoProC},
      {KeyFamily::kGost2012_256, "1.2.643.2.2.35.1", GostCurve::kCryptoProA},
      {KeyFamily::kGost2012_256, "1.2.643.2.2.35.2", GostCurve::kCryptoProB},
      {KeyFamily::kGost2012_256, "1.2.643.2.2.35.3", GostCurve::kCryptoProC},
      {KeyFamily::kGost2012_256, "1.2.643.2.2.36.0", GostCurve::kCryptoProA},
      {KeyFamily::kGost2012_256, "1.2.643.2.2.36.1", GostCurve::kCryptoProC},
      {KeyFamily::kGost2012_256, "1.2.643.7.1.2.1.1.1", GostCurve::kTc26_256A},
      {KeyFamily::kGost2012_256, "1.2.643.7.1.2.1.1.2", GostCurve::kCryptoProA},
      {KeyFamily::kGost2012_256, "1.2.643.7.1.2.1.1.3", GostCurve::kCryptoProB},
      {KeyFamily::kGost2012_256, "1.2.643.7.1.2.1.1.4", GostCurve::kCryptoProC},
      {KeyFamily::kGost2012_512, "1.2.643.7.1.2.1.2.1", GostCurve::kTc26_512A},
      {KeyFamily::kGost2012_512, "1.2.643.7.1.2.1.2.2", GostCurve::kTc26_512B},
      {KeyFamily::kGost2012_512, "1.2.643.7.1.2.1.2.3", GostCurve::kTc26_512C},
      {KeyFamily::kKzGost2004, "1.2.398.3.10.1.1.1.1.1",
       GostCurve::kCryptoProA},
      {KeyFamily::kKzGost2015_512, "1.2.398.3.10.1.1.2.2.1",
       GostCurve::kTc26_512A},
      {KeyFamily::kUzDst1092, "1.2.860.3.15.1.1.2.1.1", GostCurve::kCryptoProA},
  };
  for (const auto& c : kCases) {
    const GostCurve* curve = FindGostCurve(c.family, OidFromText(c.oid));
    ASSERT_NE(curve, nullptr) << c.oid;
    EXPECT_EQ(*curve, c.curve) << c.oid;
  }
}

TEST(GostCurvesTest, TellsWhichFamilyHasACurve) {
  EXPECT_TRUE(IsGostCurveOf(KeyFamily::kKzGost2015_512, GostCurve::kTc26_512A));
  EXPECT_FALSE(
      IsGostCurveOf(KeyFamily::kKzGost2015_512, GostCurve::kTc26_512B));
  EXPECT_TRUE(HasGostCurve(KeyFamily::kGost2001));
  EXPECT_FALSE(HasGostCurve(KeyFamily::kKzGost2015_256));
}

TEST(GostCurvesTest, OtherSetsAreUnknown) {
  const auto find = [](KeyFamily family, const char* oid) {
    return FindGostCurve(family, OidFromText(oid));
  };
  // The test set of the standard, a set of another family or size, and sets
  // that no certificate confirms.
  EXPECT_EQ(find(KeyFamily::kGost2001, "1.2.643.2.2.35.0"), nullptr);
  EXPECT_EQ(find(KeyFamily::kGost2001, "1.2.643.7.1.2.1.1.1"), nullptr);
  EXPECT_EQ(find(KeyFamily::kGost2012_512, "1.2.643.7.1.2.1.1.1"), nullptr);
  EXPECT_EQ(find(KeyFamily::kKzGost2015_256, "1.2.398.3.10.1.1.2.1.1"),
            nullptr);
  EXPECT_EQ(find(KeyFamily::kUzDst1092, "1.2.860.3.15.1.1.2.1.2"), nullptr);
  EXPECT_EQ(find(KeyFamily::kEc, "1.2.643.2.2.35.1"), nullptr);
  EXPECT_EQ(FindGostCurve(KeyFamily::kGost2001, ""), nullptr);
}

}  // namespace
}  // namespace kepil

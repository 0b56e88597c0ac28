#include "engine/crypto/bign_curve.h"

#include "absl/strings/string_view.h"
#include "engine/crypto/object_identifier.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/wide_number.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(BignCurveTest, FindsTheThreeCurvesByOid) {
  const BignCurve* curve =
      FindBignCurve(OidFromText("1.2.112.0.2.0.34.101.45.3.2"));
  ASSERT_NE(curve, nullptr);
  EXPECT_EQ(curve->level, 192);
  EXPECT_EQ(curve->name, "bign-curve384v1");
  EXPECT_EQ(FindBignCurve(OidFromText("1.2.112.0.2.0.34.101.45.3.1"))->level,
            128);
  EXPECT_EQ(FindBignCurve(OidFromText("1.2.112.0.2.0.34.101.45.3.3"))->level,
            256);
  EXPECT_EQ(FindBignCurve(OidFromText("1.2.112.0.2.0.34.101.45.3")), nullptr);
  EXPECT_EQ(FindBignCurve(""), nullptr);
}

TEST(BignCurveTest, GroupsHaveNumbersOfTwiceTheLevel) {
  for (const int level : {128, 192, 256}) {
    const PrimeCurve& group = BignGroup(level);
    EXPECT_EQ(group.size(), static_cast<size_t>(level) / 4);
    EXPECT_EQ(&BignGroup(level), &group);
    const CurvePoint generator = group.generator();
    EXPECT_TRUE(IsZero(generator.x));
    EXPECT_TRUE(group.IsInGroup(generator));
  }
}

// (q - 1) G + 1 G is the point at infinity: the order is that of the standard.
TEST(BignCurveTest, GeneratorHasTheOrderOfTheGroup) {
  for (const int level : {128, 192, 256}) {
    const PrimeCurve& group = BignGroup(level);
    WideNumber one{};
    one[0] = 1;
    EXPECT_FALSE(
        group.CombineMultiply(group.NegateModOrder(one), one, group.generator())
            .has_value());
  }
}

}  // namespace
}  // namespace kepil

#include "engine/crypto/self_test.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(SelfTestTest, NothingFails) {
  EXPECT_THAT(FailedSelfTests(), testing::IsEmpty());
  for (const KeyFamily family :
       {KeyFamily::kGost2001, KeyFamily::kGost2012_256,
        KeyFamily::kGost2012_512, KeyFamily::kKzGost2004,
        KeyFamily::kKzGost2015_512, KeyFamily::kUzDst1092, KeyFamily::kBign,
        KeyFamily::kSm2, KeyFamily::kRsa}) {
    EXPECT_TRUE(PassesSelfTest(family)) << static_cast<int>(family);
  }
}

TEST(SelfTestTest, AFamilyWithoutCurvesDoesNotPass) {
  EXPECT_FALSE(PassesSelfTest(KeyFamily::kKzGost2015_256));
}

TEST(SelfTestTest, EveryCurveIsTested) {
  for (int i = 0; i <= static_cast<int>(GostCurve::kTc26_512C); ++i) {
    EXPECT_THAT(kGostKnownAnswers,
                testing::Contains(testing::Field(&GostKnownAnswer::curve,
                                                 static_cast<GostCurve>(i))));
  }
}

TEST(SelfTestTest, AWrongAnswerIsSeen) {
  for (const GostKnownAnswer& answer : kGostKnownAnswers) {
    EXPECT_TRUE(IsAnswerRight(answer)) << GostCurveName(answer.curve);
    GostKnownAnswer wrong = answer;
    wrong.s = answer.r;
    EXPECT_FALSE(IsAnswerRight(wrong));
    wrong = answer;
    wrong.x = answer.y;
    EXPECT_FALSE(IsAnswerRight(wrong)) << "a key on no curve";
  }
}

TEST(SelfTestTest, EveryBelarusianLevelIsTested) {
  for (const int level : {128, 192, 256}) {
    EXPECT_THAT(kBignKnownAnswers, testing::Contains(testing::Field(
                                       &BignKnownAnswer::level, level)));
  }
}

TEST(SelfTestTest, AWrongBelarusianAnswerIsSeen) {
  for (const BignKnownAnswer& answer : kBignKnownAnswers) {
    EXPECT_TRUE(IsAnswerRight(answer)) << answer.level;
    BignKnownAnswer wrong = answer;
    wrong.algorithm = HashAlgorithm::kSha256;
    EXPECT_FALSE(IsAnswerRight(wrong));
    wrong = answer;
    const std::string key = "01" + std::string(answer.key.substr(2));
    wrong.key = key;
    EXPECT_FALSE(IsAnswerRight(wrong)) << "a key on no curve";
    wrong.key = answer.key.substr(2);
    EXPECT_FALSE(IsAnswerRight(wrong)) << "a key of another length";
  }
}

TEST(SelfTestTest, AWrongChineseAnswerIsSeen) {
  EXPECT_TRUE(IsAnswerRight(kSm2KnownAnswer));
  Sm2KnownAnswer wrong = kSm2KnownAnswer;
  wrong.message = "another";
  EXPECT_FALSE(IsAnswerRight(wrong));
  wrong = kSm2KnownAnswer;
  wrong.x = kSm2KnownAnswer.y;
  EXPECT_FALSE(IsAnswerRight(wrong)) << "a key on no curve";
}

}  // namespace
}  // namespace kepil

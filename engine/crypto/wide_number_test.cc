#include "engine/crypto/wide_number.h"

#include <string>

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(WideNumberTest, ReadsAndWritesBothOrders) {
  const WideNumber number =
      WideFromLittleEndian("\x01\x02\x03\x04\x05\x06\x07\x08\x09");
  EXPECT_EQ(number[0], 0x0807060504030201u);
  EXPECT_EQ(number[1], 9u);
  EXPECT_EQ(WideToLittleEndian(number, 3), "\x01\x02\x03");
  EXPECT_EQ(WideToBigEndian(number, 3), "\x03\x02\x01");
  EXPECT_EQ(WideFromBigEndian("\x09\x08\x07\x06\x05\x04\x03\x02\x01"), number);
  const std::string widest(kWideSize, '\xa5');
  EXPECT_EQ(WideToBigEndian(WideFromBigEndian(widest), kWideSize), widest);
  EXPECT_TRUE(IsZero(WideFromBigEndian("")));
}

TEST(WideNumberTest, ComparesByValue) {
  const WideNumber zero{};
  const WideNumber small = WideFromBigEndian("\xff");
  const WideNumber large = WideFromBigEndian(std::string("\1\0", 2));
  EXPECT_TRUE(IsLess(zero, small));
  EXPECT_TRUE(IsLess(small, large));
  EXPECT_FALSE(IsLess(large, small));
  EXPECT_FALSE(IsLess(small, small));
  EXPECT_TRUE(IsZero(zero));
  EXPECT_FALSE(IsZero(large));
}

}  // namespace
}  // namespace kepil

#include "engine/legal/usage_amount.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(UsageAmountTest, ReadsExactly) {
  const auto amount = ParseUsageAmount("0001500.50 KZT");
  ASSERT_TRUE(amount.has_value());
  EXPECT_EQ(amount->whole, "1500");
  EXPECT_EQ(amount->fraction, "5");
  EXPECT_EQ(amount->currency, "KZT");
  EXPECT_EQ(ParseUsageAmount("0 EUR")->whole, "0");
}

TEST(UsageAmountTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "KZT", "1500", "1500KZT", "1500 kzt", "1500 KZ", "1500 KZTT",
        "1500  KZT", " 1500 KZT", "-1 KZT", "1,5 KZT", "1. KZT", ".5 KZT",
        "1e9 KZT", "1.0000000001 KZT", "1000000000000000000000000000000 KZT"}) {
    EXPECT_FALSE(ParseUsageAmount(text).has_value()) << text;
  }
}

TEST(UsageAmountTest, ComparesWithoutRounding) {
  const auto more = [](const char* a, const char* b) {
    return IsMore(*ParseUsageAmount(a), *ParseUsageAmount(b));
  };
  EXPECT_FALSE(more("1500 KZT", "1500.00 KZT"));
  EXPECT_TRUE(more("1500.01 KZT", "1500 KZT"));
  EXPECT_FALSE(more("1500.09 KZT", "1500.1 KZT"));
  EXPECT_TRUE(more("1500.11 KZT", "1500.1 KZT"));
  EXPECT_TRUE(more("10000 KZT", "9999.99 KZT"));
  EXPECT_TRUE(more("90071992547409930.1 KZT", "90071992547409930 KZT"));
}

}  // namespace
}  // namespace kepil

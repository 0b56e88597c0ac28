#include "engine/crypto/object_identifier.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(ObjectIdentifierTest, TextAndContentAreInverse) {
  const struct {
    const char* text;
    const char* hex;
  } kCases[] = {
      {"1.2.840.113549.1.7.2", "2a864886f70d010702"},
      {"2.5.29.15", "551d0f"},
      {"0.0", "00"},
      {"0.39", "27"},
      {"1.0", "28"},
      {"2.0", "50"},
      {"2.999.3", "883703"},
      {"1.2.398.3.3.1.1.1", "2a830e0303010101"},
      {"2.25.9223372036854775727", "69ffffffffffffffff2f"},
      {"2.25.140473748375849794583919697175305664098.1",
       "6981d3aea1a19bb69abcfd96c6d2d0bca888ec6201"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(absl::BytesToHexString(OidFromText(c.text)), c.hex) << c.text;
    EXPECT_EQ(OidToText(absl::HexStringToBytes(c.hex)), c.text);
  }
}

TEST(ObjectIdentifierTest, RefusesMalformedText) {
  for (const char* text :
       {"", "1", "1.", ".1", "1..2", "3.1", "1.40", "0.40", "1.2.-3", "1.2.+3",
        "1.2. 3", "1.2.03", "1.2.x",
        "1.2.340282366920938463463374607431768211456",
        "1.2.999999999999999999999999999999999999999999999"}) {
    EXPECT_EQ(OidFromText(text), "") << text;
  }
}

TEST(ObjectIdentifierTest, TakesArcsOfTextUpToTheirLimit) {
  EXPECT_EQ(absl::BytesToHexString(
                OidFromText("1.2.340282366920938463463374607431768211375")),
            "2a83ffffffffffffffffffffffffffffffffff2f");
  EXPECT_EQ(OidFromText("1.2.340282366920938463463374607431768211376"), "");
  EXPECT_EQ(absl::BytesToHexString(OidFromText("1.2.9999999999999999999")),
            "2a818ae3c8e0c8cf9fff7f");
  for (const char* text :
       {"1.2.18446744073709551615", "1.2.18446744073709551616",
        "1.2.10000000000000000000.4",
        "2.340282366920938463463374607431768211375"}) {
    EXPECT_EQ(OidToText(OidFromText(text)), text);
  }
}

TEST(ObjectIdentifierTest, RefusesMalformedContent) {
  for (const char* hex : {"", "80", "2a80", "2a8001", "2a86"}) {
    EXPECT_FALSE(IsOidContent(absl::HexStringToBytes(hex))) << hex;
    EXPECT_EQ(OidToText(absl::HexStringToBytes(hex)), "") << hex;
  }
}

TEST(ObjectIdentifierTest, ArcsOf128BitsAreTheLargestInText) {
  const std::string largest =
      absl::HexStringToBytes("2a83ffffffffffffffffffffffffffffffffff7f");
  EXPECT_EQ(OidToText(largest), "1.2.340282366920938463463374607431768211455");
  const std::string too_large =
      absl::HexStringToBytes("2a84808080808080808080808080808080808000");
  EXPECT_TRUE(IsOidContent(too_large));
  EXPECT_EQ(OidToText(too_large), "");
}

}  // namespace
}  // namespace kepil

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
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(absl::BytesToHexString(OidFromText(c.text)), c.hex) << c.text;
    EXPECT_EQ(OidToText(absl::HexStringToBytes(c.hex)), c.text);
  }
}

TEST(ObjectIdentifierTest, RefusesMalformedText) {
  for (const char* text :
       {"", "1", "1.", ".1", "1..2", "3.1", "1.40", "0.40", "1.2.-3", "1.2.+3",
        "1.2. 3", "1.2.03", "1.2.x", "1.2.9223372036854775808",
        "1.2.99999999999999999999999"}) {
    EXPECT_EQ(OidFromText(text), "") << text;
  }
}

TEST(ObjectIdentifierTest, RefusesMalformedContent) {
  for (const char* hex : {"", "80", "2a80", "2a8001", "2a86"}) {
    EXPECT_FALSE(IsOidContent(absl::HexStringToBytes(hex))) << hex;
    EXPECT_EQ(OidToText(absl::HexStringToBytes(hex)), "") << hex;
  }
}

TEST(ObjectIdentifierTest, ArcsOf63BitsAreTheLargestInText) {
  const std::string largest = absl::HexStringToBytes("2affffffffffffffff7f");
  EXPECT_EQ(OidToText(largest), "1.2.9223372036854775807");
  const std::string too_large =
      absl::HexStringToBytes("2a81808080808080808000");
  EXPECT_TRUE(IsOidContent(too_large));
  EXPECT_EQ(OidToText(too_large), "");
}

}  // namespace
}  // namespace kepil

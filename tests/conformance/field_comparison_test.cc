#include "tests/conformance/field_comparison.h"

#include <string>

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(FieldComparisonTest, WritesIntegers) {
  EXPECT_EQ(DecimalOf(std::string("\0", 1)), "0");
  EXPECT_EQ(DecimalOf("\x7f"), "127");
  EXPECT_EQ(DecimalOf("\x80"), "-128");
  EXPECT_EQ(DecimalOf("\xff"), "-1");
  EXPECT_EQ(DecimalOf(std::string("\xff\x00", 2)), "-256");
  EXPECT_EQ(DecimalOf("\xcb\xea\xe6\x85"), "-873798011");
  EXPECT_EQ(DecimalOf(std::string("\x01\x83\x4c\x9b\x25\x1f", 6)),
            "1663437579551");
  EXPECT_EQ(DecimalOf(std::string("\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9)),
            "18446744073709551615");
  EXPECT_EQ(HexOf(std::string("\x00\x0a\xbc", 3)), "abc");
  EXPECT_EQ(HexOf(std::string("\0", 1)), "0");
}

TEST(FieldComparisonTest, AnotherTypeIsADifference) {
  const nlohmann::json json = {
      {"text", 1}, {"flag", "true"}, {"number", "1"}, {"list", "x"}};
  const TestCase expect(json);
  CaseResult result;
  CompareText(expect, "text", "1", result);
  CompareFlag(expect, "flag", true, result);
  CompareNumber(expect, "number", 1, result);
  CompareList(expect, "list", {"x"}, result);
  CompareText(expect, "absent", "x", result);
  EXPECT_EQ(result.differences.size(), 4u);
}

}  // namespace
}  // namespace kepil

#include "base/log_token.h"

#include <string>

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(LogTokenTest, KeepsMachineWords) {
  EXPECT_EQ(LogToken("urn:kepil:policy/1.2+a_B-9").text(),
            "urn:kepil:policy/1.2+a_B-9");
  EXPECT_EQ(LogToken("").text(), "");
}

TEST(LogTokenTest, ReplacesEveryOtherOctet) {
  EXPECT_EQ(LogToken("a b\"\\\n").text(), "a?b???");
  EXPECT_EQ(LogToken(absl::string_view("\0\x7f\xff@=", 5)).text(), "?????");
  EXPECT_EQ(LogToken("\xd0\x90\xd0\xb9").text(), "????");
}

TEST(LogTokenTest, MarksWhatItCuts) {
  EXPECT_EQ(LogToken(std::string(128, 'a')).text(), std::string(128, 'a'));
  EXPECT_EQ(LogToken(std::string(129, 'a')).text(),
            std::string(127, 'a') + "~");
}

TEST(LogTokenTest, WritesDigestsInHex) {
  EXPECT_EQ(LogToken::Hex(absl::string_view("\x00\xab\xff", 3)).text(),
            "00abff");
  EXPECT_EQ(LogToken::Hex(std::string(64, '\x11')).text(),
            std::string(128, '1'));
  EXPECT_EQ(LogToken::Hex(std::string(65, '\x11')).text(),
            std::string(127, '1') + "~");
}

}  // namespace
}  // namespace kepil

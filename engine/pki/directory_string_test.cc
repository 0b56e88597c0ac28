#include "engine/pki/directory_string.h"

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using testing::Eq;
using testing::Optional;

std::string Octets(absl::string_view literal) { return std::string(literal); }

TEST(DirectoryStringTest, ReadsEveryTextTypeAsUtf8) {
  // U+049A CYRILLIC CAPITAL LETTER KA WITH DESCENDER, U+0430.
  const std::string ka = "\xd2\x9a\xd0\xb0";
  EXPECT_THAT(DecodeDirectoryString(kDerUtf8String, ka), Optional(ka));
  EXPECT_THAT(DecodeDirectoryString(kDerBmpString, "\x04\x9a\x04\x30"),
              Optional(ka));
  EXPECT_THAT(
      DecodeDirectoryString(kDerUniversalString,
                            absl::string_view("\0\0\x04\x9a\0\0\x04\x30", 8)),
      Optional(ka));
  EXPECT_THAT(DecodeDirectoryString(kDerPrintableString, "Kepil"),
              Optional(Octets("Kepil")));
  EXPECT_THAT(DecodeDirectoryString(kDerIa5String, "a@b"),
              Optional(Octets("a@b")));
  EXPECT_THAT(DecodeDirectoryString(kDerTeletexString,
                                    "\xc4"
                                    "b"),
              Optional(Octets("\xc3\x84"
                              "b")));
  EXPECT_THAT(DecodeDirectoryString(0x12, "17"), Optional(Octets("17")));
  EXPECT_THAT(DecodeDirectoryString(0x1a, "x"), Optional(Octets("x")));
}

TEST(DirectoryStringTest, ReadsFourOctetUtf8) {
  const std::string text = "\xf0\x9f\x94\x91";
  EXPECT_THAT(DecodeDirectoryString(kDerUtf8String, text), Optional(text));
  EXPECT_THAT(DecodeDirectoryString(kDerUniversalString,
                                    absl::string_view("\0\x01\xf5\x11", 4)),
              Optional(text));
}

TEST(DirectoryStringTest, RefusesWhatIsNoTextOfItsType) {
  EXPECT_EQ(DecodeDirectoryString(kDerUtf8String, "\xc0\xaf"), std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerUtf8String, "\xe0\x80\xaf"),
            std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerUtf8String, "\xed\xa0\x80"),
            std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerUtf8String, "\xf4\x90\x80\x80"),
            std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerUtf8String, "a\xc3"), std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerPrintableString, "\xe4"), std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerIa5String, "\xe4"), std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerBmpString, "abc"), std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerBmpString, "\xd8\x3d\xdd\x11"),
            std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerUniversalString,
                                  absl::string_view("\0\x11\0\0", 4)),
            std::nullopt);
  EXPECT_EQ(DecodeDirectoryString(kDerOctetString, "abc"), std::nullopt);
}

TEST(DirectoryStringTest, FoldsCaseOfLatinGreekArmenianAndCyrillic) {
  EXPECT_EQ(FoldForComparison("AZaz09_"), "azaz09_");
  EXPECT_EQ(FoldForComparison("ÀÖØÞßàÿ×÷"), "àöøþßàÿ×÷");
  EXPECT_EQ(FoldForComparison("ĀāĲĹŊŸŽſ"), "āāĳĺŋÿžs");
  EXPECT_EQ(FoldForComparison("ƏȘẞỴ"), "əșßỵ");
  EXPECT_EQ(FoldForComparison("ΆΈΌΏΑΣΫς"), "άέόώασϋσ");
  EXPECT_EQ(FoldForComparison("ЀЁЏАЯ"), "ѐёџая");
  EXPECT_EQ(FoldForComparison("ԱՖ"), "աֆ");
  EXPECT_EQ(FoldForComparison("\xe2\x84\xaa"), "k");
}

TEST(DirectoryStringTest, FoldsEveryKazakhLetter) {
  EXPECT_EQ(FoldForComparison("ӘҒҚҢӨҰҮҺІ"), "әғқңөұүһі");
  EXPECT_EQ(FoldForComparison("әғқңөұүһі"), "әғқңөұүһі");
}

TEST(DirectoryStringTest, CollapsesWhiteSpace) {
  EXPECT_EQ(FoldForComparison("  a \t b\n"), "a b");
  EXPECT_EQ(FoldForComparison("a\xc2\xa0\xe2\x80\x83"
                              "b"),
            "a b");
  EXPECT_EQ(FoldForComparison("   "), "");
  EXPECT_EQ(FoldForComparison(""), "");
  EXPECT_NE(FoldForComparison("ab"), FoldForComparison("a b"));
}

TEST(DirectoryStringTest, KeepsControlCharacters) {
  EXPECT_NE(FoldForComparison(absl::string_view("a\0b", 3)),
            FoldForComparison("ab"));
}

}  // namespace
}  // namespace kepil

#include "services/kepilctl/output.h"

#include <sstream>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(JsonStringTest, EscapesQuotesBackslashAndControls) {
  EXPECT_EQ(JsonString("a\"b\\c\nd\x01"), R"("a\"b\\c\u000ad\u0001")");
  EXPECT_EQ(JsonString(absl::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonStringTest, KeepsUtf8AndReplacesOtherOctets) {
  EXPECT_EQ(JsonString("Қазақстан 😀"), "\"Қазақстан 😀\"");
  // A lone continuation, an overlong "/", a surrogate, a cut sequence.
  EXPECT_EQ(JsonString("\x80"), R"("\ufffd")");
  EXPECT_EQ(JsonString("\xC0\xAF"), R"("\ufffd\ufffd")");
  EXPECT_EQ(JsonString("\xED\xA0\x80"), R"("\ufffd\ufffd\ufffd")");
  EXPECT_EQ(JsonString("\xE2\x82"), R"("\ufffd\ufffd")");
  EXPECT_EQ(JsonString("\xF5\x80\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")");
}

TEST(PrintableTextTest, EscapesWhatWouldForgeALine) {
  EXPECT_EQ(PrintableText("CN=a\nVALID"), "CN=a\\u000aVALID");
  EXPECT_EQ(PrintableText("\x1b[2K"), "\\u001b[2K");
  EXPECT_EQ(PrintableText("a\u202Eb"), "a\\u202eb");
  EXPECT_EQ(PrintableText("\xff"), "\\xff");
  EXPECT_EQ(PrintableText("ә"), "ә");
}

Record Sample() {
  Record record;
  record.AddText("file", "a b").AddNumber("serial", -1).AddFlag("proof", true);
  record.AddList("reasons", {"X", "Y\""}).AddText("none", "");
  return record;
}

TEST(RecordTest, JsonIsOneLine) {
  EXPECT_EQ(JsonLine(Sample()),
            "{\"file\":\"a b\",\"serial\":-1,\"proof\":true,"
            "\"reasons\":[\"X\",\"Y\\\"\"],\"none\":\"\"}\n");
  EXPECT_EQ(JsonLine(Record()), "{}\n");
}

TEST(RecordTest, TextSaysTheSame) {
  EXPECT_EQ(TextBlock(Sample()),
            "file:    a b\nserial:  -1\nproof:   yes\nreasons: X,Y\"\n"
            "none:    -\n");
}

TEST(RecordTest, TableAlignsColumns) {
  Record a;
  a.AddText("id", "x").AddText("status", "ACTIVE");
  Record b;
  b.AddText("id", "longer").AddText("status", "");
  EXPECT_EQ(TextTable({a, b}), "ID      STATUS\nx       ACTIVE\nlonger  -\n");
  EXPECT_EQ(TextTable({}), "");
}

TEST(PrintTest, ResultsGoOutAndComplaintsToErr) {
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err, false, OutputFormat::kJson};
  PrintRecords({Record().AddText("a", "1"), Record().AddText("a", "2")},
               console);
  Complain("no", console);
  EXPECT_EQ(out.str(), "{\"a\":\"1\"}\n{\"a\":\"2\"}\n");
  EXPECT_EQ(err.str(), "kepilctl: no\n");
}

TEST(ErrorWordTest, IsTheReasonOrElseTheCode) {
  EXPECT_EQ(ErrorWord(MalformedError("x")), "REQUEST_MALFORMED");
  EXPECT_EQ(ErrorWord(absl::UnavailableError("x")), "UNAVAILABLE");
  EXPECT_EQ(ErrorText(absl::UnavailableError("a\nb")),
            "UNAVAILABLE: a\\u000ab");
}

}  // namespace
}  // namespace kepil

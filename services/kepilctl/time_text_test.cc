#include "services/kepilctl/time_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(TimeTextTest, ReadsTimesAndDates) {
  EXPECT_EQ(ParseTimeText("1970-01-02")->seconds(), 86400);
  EXPECT_EQ(ParseTimeText("1970-01-01T00:01:00Z")->seconds(), 60);
  EXPECT_EQ(ParseTimeText("1970-01-01T05:00:00+05:00")->seconds(), 0);
}

TEST(TimeTextTest, RefusesAnythingElse) {
  for (const char* text : {"", "tomorrow", "1970-13-01", "1970-01-01T00:00:00",
                           "infinite-future", "1970-01-01 x", "12026-01-01"}) {
    EXPECT_THAT(ParseTimeText(text),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << text;
  }
}

TEST(TimeTextTest, WritesUtc) {
  google::protobuf::Timestamp time;
  time.set_seconds(1772323200);
  EXPECT_EQ(TimeText(time), "2026-03-01T00:00:00Z");
  time.set_seconds(int64_t{1} << 60);
  EXPECT_EQ(TimeText(time), "");
}

}  // namespace
}  // namespace kepil

#include "services/kepilctl/file_octets.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

std::string Path(const std::string& name) {
  return testing::TempDir() + "/" + name;
}

TEST(FileOctetsTest, ReadsBackWhatWasWritten) {
  const std::string octets("a\0\r\n\xff", 5);
  ASSERT_THAT(WriteFileOctets(Path("new/deep/file"), octets), IsOk());
  EXPECT_THAT(ReadFileOctets(Path("new/deep/file")), IsOkAndHolds(octets));
  ASSERT_THAT(WriteFileOctets(Path("new/deep/file"), ""), IsOk());
  EXPECT_THAT(ReadFileOctets(Path("new/deep/file")), IsOkAndHolds(""));
}

TEST(FileOctetsTest, StopsAtItsLimit) {
  ASSERT_THAT(WriteFileOctets(Path("five"), "12345"), IsOk());
  EXPECT_THAT(ReadFileOctets(Path("five"), 5), IsOkAndHolds("12345"));
  EXPECT_THAT(ReadFileOctets(Path("five"), 4),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(FileOctetsTest, SaysWhatCannotBeReadOrWritten) {
  EXPECT_THAT(ReadFileOctets(Path("absent")),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(ReadFileOctets(testing::TempDir()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  ASSERT_THAT(WriteFileOctets(Path("plain"), ""), IsOk());
  EXPECT_THAT(WriteFileOctets(Path("plain/below"), ""),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

}  // namespace
}  // namespace kepil

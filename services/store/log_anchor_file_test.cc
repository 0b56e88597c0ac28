#include "services/store/log_anchor_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

using ::testing::Eq;
using ::testing::Optional;

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(LogAnchorFileTest, ThereIsNothingBeforeTheFirstWrite) {
  const TempFolder folder;
  EXPECT_THAT(LogAnchorFile(folder.path() + "/anchor").Read(),
              IsOkAndHolds(Eq(std::nullopt)));
}

TEST(LogAnchorFileTest, HandsBackTheNewestNote) {
  const TempFolder folder;
  const std::string path = folder.path() + "/anchor";
  const std::string note(10000, 'n');
  ASSERT_THAT(LogAnchorFile(path).Write("first, and longer than nothing"),
              IsOk());
  ASSERT_THAT(LogAnchorFile(path).Write(note), IsOk());
  EXPECT_THAT(LogAnchorFile(path).Read(), IsOkAndHolds(Optional(note)));
  EXPECT_EQ(Contents(path), note);
  ASSERT_THAT(LogAnchorFile(path).Write("short"), IsOk());
  EXPECT_THAT(LogAnchorFile(path).Read(),
              IsOkAndHolds(Optional(std::string("short"))));
}

TEST(LogAnchorFileTest, LeavesNothingElseBehind) {
  const TempFolder folder;
  ASSERT_THAT(LogAnchorFile(folder.path() + "/anchor").Write("note"), IsOk());
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(file.path().filename(), "anchor");
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST(LogAnchorFileTest, InterruptedWriteLeavesTheNoteBefore) {
  const TempFolder folder;
  const std::string path = folder.path() + "/anchor";
  ASSERT_THAT(LogAnchorFile(path).Write("note"), IsOk());
  std::ofstream(path + ".next") << "torn";
  EXPECT_THAT(LogAnchorFile(path).Read(),
              IsOkAndHolds(Optional(std::string("note"))));
  ASSERT_THAT(LogAnchorFile(path).Write("newer"), IsOk());
  EXPECT_THAT(LogAnchorFile(path).Read(),
              IsOkAndHolds(Optional(std::string("newer"))));
}

TEST(LogAnchorFileTest, RefusesAFileThatIsNoCheckpoint) {
  const TempFolder folder;
  const std::string path = folder.path() + "/anchor";
  std::ofstream(path) << std::string(64 * 1024 + 1, 'x');
  const auto read = LogAnchorFile(path).Read();
  EXPECT_THAT(read, StatusIs(absl::StatusCode::kDataLoss));
}

TEST(LogAnchorFileTest, SaysWhenTheFolderCannotBeUsed) {
  const TempFolder folder;
  LogAnchorFile anchor(folder.path() + "/missing/anchor");
  EXPECT_THAT(anchor.Write("note"), HasReason(v1::ERROR_REASON_STORE_DOWN));
  LogAnchorFile is_folder(folder.path());
  EXPECT_THAT(is_folder.Read(), HasReason(v1::ERROR_REASON_STORE_DOWN));
}

}  // namespace
}  // namespace kepil

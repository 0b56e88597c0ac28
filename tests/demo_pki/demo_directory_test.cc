#include "tests/demo_pki/demo_directory.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

namespace fs = std::filesystem;

constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(DemoDirectoryTest, WritesExpectationsForEveryDocument) {
  const std::string directory = testing::TempDir() + "/demo_documents";
  ASSERT_THAT(WriteDemoDirectory(DemoPki::Build({kTime, ""}), directory),
              IsOk());
  int signatures = 0;
  for (const auto& file : fs::directory_iterator(directory + "/documents")) {
    signatures += file.path().extension() == ".p7s" ? 1 : 0;
  }
  const std::vector<std::string> lines = absl::StrSplit(
      ReadFile(directory + "/expected.tsv"), '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), static_cast<size_t>(signatures));
  for (const std::string& line : lines) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    ASSERT_EQ(fields.size(), 4u) << line;
    EXPECT_TRUE(fs::exists(directory + "/documents/" + fields[0])) << line;
  }
}

TEST(DemoDirectoryTest, KeepsKeysToTheOwner) {
  const std::string directory = testing::TempDir() + "/demo_keys";
  ASSERT_THAT(WriteDemoDirectory(DemoPki::Build({kTime, ""}), directory),
              IsOk());
  int keys = 0;
  for (const auto& file : fs::recursive_directory_iterator(directory)) {
    if (file.path().extension() == ".key") {
      ++keys;
      EXPECT_EQ(file.status().permissions(),
                fs::perms::owner_read | fs::perms::owner_write)
          << file.path();
    }
  }
  EXPECT_GT(keys, 20);
}

TEST(DemoDirectoryTest, ReplacesAnOlderIssue) {
  const std::string directory = testing::TempDir() + "/demo_again";
  const DemoPki newer = DemoPki::Build({kTime + absl::Hours(1), ""});
  ASSERT_THAT(WriteDemoDirectory(DemoPki::Build({kTime, ""}), directory),
              IsOk());
  ASSERT_THAT(WriteDemoDirectory(newer, directory), IsOk());
  EXPECT_EQ(ReadFile(directory + "/ca/xa-root.der"),
            newer.Get("xa-root").certificate);
}

TEST(DemoDirectoryTest, ReportsWhatCannotBeWritten) {
  const std::string file = testing::TempDir() + "/demo_file";
  std::ofstream(file) << "in the way";
  EXPECT_THAT(WriteDemoDirectory(DemoPki::Build({kTime, ""}), file),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace kepil

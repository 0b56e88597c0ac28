#include "services/kepilctl/input_files.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class FindInputFilesTest : public testing::Test {
 protected:
  FindInputFilesTest()
      : root_(absl::StrCat(
            testing::TempDir(), "/input_files_",
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(root_);
  }
  void Touch(const std::string& name) {
    ASSERT_THAT(WriteFileOctets(root_ + "/" + name, "x"), IsOk());
  }
  // "signature<content" per file, relative to the root.
  std::vector<std::string> Find(const std::vector<std::string>& names) {
    std::vector<std::string> paths;
    for (const std::string& name : names) {
      paths.push_back(root_ + name);
    }
    const auto files = FindInputFiles(paths);
    EXPECT_THAT(files, IsOk());
    std::vector<std::string> result;
    for (const InputFile& file : *files) {
      result.push_back(
          file.signature.substr(root_.size()) + "<" +
          (file.content.has_value() ? file.content->substr(root_.size()) : ""));
    }
    return result;
  }

  const std::string root_;
};

TEST_F(FindInputFilesTest, WalksDirectoriesSortedAndPairs) {
  Touch("b.pdf.p7s");
  Touch("b.pdf");
  Touch("a/z.p7s");
  Touch("a/y.txt");
  Touch("c.P7S");
  EXPECT_THAT(Find({""}),
              testing::ElementsAre("/a/z.p7s<", "/b.pdf.p7s</b.pdf"));
}

TEST_F(FindInputFilesTest, NamedFilesNeedNoSuffixAndKeepTheirOrder) {
  Touch("z.p7m");
  Touch("a.p7s");
  Touch("a");
  EXPECT_THAT(Find({"/z.p7m", "/a.p7s", "/absent.p7s"}),
              testing::ElementsAre("/z.p7m<", "/a.p7s</a", "/absent.p7s<"));
}

TEST_F(FindInputFilesTest, ADirectoryIsNoContent) {
  Touch("x.p7s");
  Touch("x/inside");
  EXPECT_THAT(Find({"/x.p7s"}), testing::ElementsAre("/x.p7s<"));
}

TEST_F(FindInputFilesTest, ADirectoryWithoutSignaturesIsAnError) {
  Touch("x.txt");
  EXPECT_THAT(FindInputFiles({root_}),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

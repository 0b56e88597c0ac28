#include "services/kepilctl/directory_log_source.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/file_octets.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/status_matchers.h"
#include "translog/fsck.h"

namespace kepil {
namespace {

// A published log of `size` leaves, written out as files.
class DirectoryLogSourceTest : public testing::Test {
 protected:
  DirectoryLogSourceTest()
      : directory_(absl::StrCat(
            testing::TempDir(), "/log_",
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(directory_);
  }

  void WriteLog(int size) {
    MemoryLogStorage storage;
    MemoryLogAnchor anchor;
    std::vector<std::string> leaves;
    for (int i = 0; i < size; ++i) {
      leaves.push_back(absl::StrCat("leaf ", i));
    }
    PublishLeaves(storage, anchor, signer_, leaves);
    for (const auto& [id, octets] : storage.tiles()) {
      Write(TilePath(id), octets);
    }
    for (const auto& [id, octets] : storage.bundles()) {
      Write(EntryBundlePath(id), octets);
    }
    Write("checkpoint", *storage.ReadCheckpoint());
  }
  void Write(const std::string& name, const std::string& octets) {
    ASSERT_THAT(WriteFileOctets(absl::StrCat(directory_, "/", name), octets),
                IsOk());
  }
  absl::StatusOr<FsckReport> Check() const {
    const DirectoryLogSource source(directory_);
    return CheckLog({source, signer_.verifier(), std::nullopt, std::nullopt});
  }

  const std::string directory_;
  const NoteSigner signer_ = MakeTestNoteSigner("log.example/files");
};

TEST_F(DirectoryLogSourceTest, FsckFindsAWholeLogClean) {
  WriteLog(300);
  const auto report = Check();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->clean()) << testing::PrintToString(report->differences);
  EXPECT_EQ(report->tree_size, 300);
}

TEST_F(DirectoryLogSourceTest, FsckFindsAChangedEntry) {
  WriteLog(3);
  const DirectoryLogSource source(directory_);
  auto octets = source.ReadEntryBundle({0, 0, 3});
  ASSERT_THAT(octets, IsOk());
  octets->back() ^= 1;
  Write("tile/entries/000.p/3", *octets);
  const auto report = Check();
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
}

TEST_F(DirectoryLogSourceTest, FsckFindsAMissingTile) {
  WriteLog(300);
  std::filesystem::remove(directory_ + "/tile/0/000");
  const auto report = Check();
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
}

TEST_F(DirectoryLogSourceTest, AWiderFileAnswersForANarrowerTile) {
  WriteLog(7);
  const DirectoryLogSource source(directory_);
  const auto narrow = source.ReadTile({0, 0, 2});
  ASSERT_THAT(narrow, IsOk());
  EXPECT_EQ(narrow->size(), 64u);
  EXPECT_THAT(source.ReadTile({0, 0, 8}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

TEST_F(DirectoryLogSourceTest, AnEmptyDirectoryHasNoCheckpoint) {
  EXPECT_THAT(DirectoryLogSource(directory_).ReadCheckpoint(),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

}  // namespace
}  // namespace kepil

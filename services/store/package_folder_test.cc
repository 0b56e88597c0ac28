#include "services/store/package_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

// Law: CRT-11.
TEST(PackageFolderTest, WritesAPackageWhole) {
  const TempFolder folder;
  const PackageFolder packages(folder.path() + "/archive");
  const std::string octets(100000, 'x');
  EXPECT_FALSE(packages.Has("a.evidence"));
  ASSERT_THAT(packages.Put("a.evidence", octets), IsOk());
  EXPECT_TRUE(packages.Has("a.evidence"));
  std::ifstream file(folder.path() + "/archive/a.evidence", std::ios::binary);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(file)), {}), octets);
}

TEST(PackageFolderTest, WhatCannotBeWrittenIsSaid) {
  const TempFolder folder;
  std::ofstream(folder.path() + "/archive") << "a file, no folder";
  EXPECT_THAT(PackageFolder(folder.path() + "/archive").Put("a.evidence", "x"),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

}  // namespace
}  // namespace kepil

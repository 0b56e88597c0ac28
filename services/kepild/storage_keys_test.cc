#include "services/kepild/storage_keys.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

class StorageKeysTest : public testing::Test {
 protected:
  StorageKeysTest() {
    config_.mutable_storage()->set_rocksdb_path(folder_.path() + "/db");
  }
  std::string KeyFile(char seed, size_t size = 32) {
    const std::string path = folder_.path() + "/" + seed + ".key";
    WriteTestFile(path, std::string(size, seed), 0400);
    return path;
  }
  config::v1::StorageKeys& storage() {
    return *config_.mutable_keys()->mutable_storage();
  }

  TempFolder folder_;
  Config config_;
};

TEST_F(StorageKeysTest, WithoutThemTheDatabaseIsPlain) {
  EXPECT_THAT(LoadStorageKeys(config_.keys()), IsOkAndHolds(testing::IsNull()));
  ASSERT_THAT(OpenDatabase(config_), IsOk());
  storage().set_key_file(KeyFile('a'));
  EXPECT_THAT(OpenDatabase(config_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: REG-19, PDP-07.
TEST_F(StorageKeysTest, WhatWasWrittenUnderOneNeedsIt) {
  storage().set_key_file(KeyFile('a'));
  ASSERT_THAT(OpenDatabase(config_), IsOk());
  storage().set_key_file(KeyFile('b'));
  EXPECT_THAT(OpenDatabase(config_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  storage().add_old_key_files(KeyFile('a'));
  EXPECT_THAT(OpenDatabase(config_), IsOk());
  config_.mutable_keys()->clear_storage();
  EXPECT_THAT(OpenDatabase(config_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST_F(StorageKeysTest, FilesAreForTheirOwnerAndOfTheRightSize) {
  storage().set_key_file(KeyFile('a', 31));
  EXPECT_THAT(LoadStorageKeys(config_.keys()).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  storage().set_key_file(folder_.path() + "/open.key");
  WriteTestFile(storage().key_file(), std::string(32, 'o'), 0644);
  EXPECT_THAT(LoadStorageKeys(config_.keys()).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  storage().set_key_file(folder_.path() + "/none.key");
  EXPECT_THAT(LoadStorageKeys(config_.keys()).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil

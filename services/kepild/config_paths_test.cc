#include "services/kepild/config_paths.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(ConfigPathsTest, WhatIsRelativeLiesInTheFolder) {
  config::v1::Config config;
  config.mutable_storage()->set_rocksdb_path("db");
  config.mutable_keys()->set_log_key_file("/keys/log.key");
  config.mutable_keys()->mutable_storage()->set_key_file("storage.key");
  config.mutable_keys()->mutable_storage()->add_old_key_files("old.key");
  config.mutable_archive()->set_folder("archive");
  const config::v1::Config resolved = WithResolvedPaths(config, "/etc/kepil");
  EXPECT_EQ(resolved.storage().rocksdb_path(), "/etc/kepil/db");
  EXPECT_EQ(resolved.keys().log_key_file(), "/keys/log.key");
  EXPECT_EQ(resolved.keys().storage().key_file(), "/etc/kepil/storage.key");
  EXPECT_EQ(resolved.keys().storage().old_key_files(0), "/etc/kepil/old.key");
  EXPECT_EQ(resolved.archive().folder(), "/etc/kepil/archive");
  EXPECT_EQ(resolved.rules().rule_pack_file(), "");
  EXPECT_FALSE(resolved.has_backup());
}

TEST(ConfigPathsTest, WhatIsAbsentStaysAbsent) {
  const config::v1::Config resolved =
      WithResolvedPaths(config::v1::Config(), "/etc/kepil");
  EXPECT_FALSE(resolved.keys().has_storage());
  EXPECT_FALSE(resolved.has_archive());
}

}  // namespace
}  // namespace kepil

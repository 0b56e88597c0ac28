#include "services/store/rocks_backup.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class RocksBackupTest : public testing::Test {
 protected:
  void Put(const std::string& key, const std::string& value) {
    RocksDb::Batch batch(database_.db());
    batch.Put(Family::kRegistry, key, value);
    ASSERT_THAT(database_.db().Write(batch, Durability::kSynced), IsOk());
  }
  std::string Restored(const std::string& key) {
    const std::string path = folder_.path() + "/restored";
    std::filesystem::remove_all(path);
    EXPECT_THAT(backup_.Restore(path).status(), IsOk());
    const auto db = RocksDb::Open(path);
    EXPECT_THAT(db.status(), IsOk());
    return (*db)->Get(Family::kRegistry, key)->value_or("");
  }

  RocksFolder database_;
  TempFolder folder_;
  RocksBackup backup_{folder_.path() + "/backup"};
};

// Law: BKP-01.
TEST_F(RocksBackupTest, RestoresWhatWasThereWithItsAnchor) {
  EXPECT_FALSE((*backup_.Newest()).has_value());
  Put("a", "1");
  ASSERT_THAT(backup_.Make(database_.db(), "note 1", 2), IsOk());
  Put("a", "2");
  EXPECT_EQ(Restored("a"), "1");
  const auto second = backup_.Make(database_.db(), "note 2", 2);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->number, 2);
  EXPECT_EQ((*backup_.Newest())->anchor, "note 2");
  EXPECT_EQ(Restored("a"), "2");
}

TEST_F(RocksBackupTest, NeverRestoresOverADatabaseOrFromNothing) {
  EXPECT_THAT(backup_.Restore(folder_.path() + "/new").status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  ASSERT_THAT(backup_.Make(database_.db(), "", 2), IsOk());
  EXPECT_THAT(backup_.Restore(database_.path()).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: BKP-02.
TEST_F(RocksBackupTest, TheLastGoodBackupStaysUntilTheNextOneReadsBack) {
  Put("a", "1");
  ASSERT_THAT(backup_.Make(database_.db(), "note", 1), IsOk());
  // The next backup shares a table that is damaged meanwhile.
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           folder_.path() + "/backup/shared_checksum")) {
    std::fstream octets(file.path(),
                        std::ios::in | std::ios::out | std::ios::binary);
    octets.put('x');
  }
  EXPECT_THAT(backup_.Make(database_.db(), "note 2", 1).status(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_EQ((*backup_.Newest())->number, 1);
  EXPECT_EQ((*backup_.Newest())->anchor, "note");
  EXPECT_THAT(backup_.Restore(folder_.path() + "/new").status(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/new/CURRENT"));
}

TEST_F(RocksBackupTest, KeepsAsManyAsAsked) {
  for (int i = 0; i < 3; ++i) {
    Put("a", std::to_string(i));
    ASSERT_THAT(backup_.Make(database_.db(), "", 1), IsOk());
  }
  EXPECT_EQ((*backup_.Newest())->number, 3);
  int kept = 0;
  for ([[maybe_unused]] const auto& file :
       std::filesystem::directory_iterator(folder_.path() + "/backup/meta")) {
    ++kept;
  }
  EXPECT_EQ(kept, 1);
}

}  // namespace
}  // namespace kepil

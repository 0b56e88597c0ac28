#include "services/store/rocks_db.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;

void Put(RocksDb& db, Family family, absl::string_view key,
         absl::string_view value) {
  RocksDb::Batch batch(db);
  batch.Put(family, key, value);
  ASSERT_THAT(db.Write(batch, Durability::kSynced), IsOk());
}

std::vector<std::string> KeysOf(const RocksDb& db, const RocksDb::Range& range,
                                size_t limit = 100) {
  std::vector<std::string> keys;
  EXPECT_THAT(db.Scan(range,
                      [&](absl::string_view key, absl::string_view) {
                        keys.emplace_back(key);
                        return keys.size() < limit;
                      }),
              IsOk());
  return keys;
}

// The write-ahead log that holds records: the largest one.
std::filesystem::path LargestLog(const std::string& folder) {
  std::filesystem::path largest;
  uintmax_t size = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".log" && file.file_size() >= size) {
      size = file.file_size();
      largest = file.path();
    }
  }
  return largest;
}

// Copies a database while it is open: what a crash leaves behind.
void CopyFiles(const std::string& from, const std::string& to) {
  std::filesystem::create_directory(to);
  for (const auto& file : std::filesystem::directory_iterator(from)) {
    std::filesystem::copy_file(file.path(),
                               to + "/" + file.path().filename().string());
  }
}

TEST(RocksDbTest, NumberKeysSortAsTheirNumbers) {
  EXPECT_EQ(NumberKey(0x0102), std::string("\0\0\0\0\0\0\x01\x02", 8));
  EXPECT_LT(NumberKey(255), NumberKey(256));
  EXPECT_EQ(NumberOf(NumberKey(1234567890123)), 1234567890123);
  EXPECT_EQ(NumberOf("short"), std::nullopt);
}

TEST(RocksDbTest, BatchIsWrittenAsAWholeAndSurvives) {
  RocksFolder folder;
  Put(folder.db(), Family::kChanges, "gone", "value");
  RocksDb::Batch batch(folder.db());
  batch.Put(Family::kRegistry, "key", "value");
  batch.Put(Family::kReceipts, "key", std::string(100000, 'x'));
  batch.Delete(Family::kChanges, "gone");
  ASSERT_THAT(folder.db().Write(batch, Durability::kSynced), IsOk());
  folder.Reopen();
  EXPECT_THAT(folder.db().Get(Family::kRegistry, "key"),
              IsOkAndHolds(Optional(std::string("value"))));
  EXPECT_THAT(folder.db().Get(Family::kReceipts, "key"),
              IsOkAndHolds(Optional(std::string(100000, 'x'))));
  EXPECT_THAT(folder.db().Get(Family::kChanges, "gone"),
              IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(folder.db().Get(Family::kAudit, "key"),
              IsOkAndHolds(Eq(std::nullopt)));
}

TEST(RocksDbTest, ScansAPrefixInBothDirections) {
  RocksFolder folder;
  for (const char* key : {"a/1", "b/1", "b/2", "b/3", "c/1"}) {
    Put(folder.db(), Family::kRegistry, key, "");
  }
  const RocksDb& db = folder.db();
  EXPECT_THAT(KeysOf(db, {Family::kRegistry, "b/", ""}),
              ElementsAre("b/1", "b/2", "b/3"));
  EXPECT_THAT(KeysOf(db, {Family::kRegistry, "b/", "b/2"}),
              ElementsAre("b/2", "b/3"));
  EXPECT_THAT(
      KeysOf(db, {Family::kRegistry, "b/", "", RocksDb::Order::kDescending}),
      ElementsAre("b/3", "b/2", "b/1"));
  EXPECT_THAT(KeysOf(db, {Family::kRegistry, "", ""}, 2),
              ElementsAre("a/1", "b/1"));
  EXPECT_THAT(KeysOf(db, {Family::kRegistry, "d/", ""}), IsEmpty());
}

TEST(RocksDbTest, RefusesAnotherFormatVersion) {
  RocksFolder folder;
  Put(folder.db(), Family::kDefault, "format_version", "2");
  folder.Close();
  const auto opened = RocksDb::Open(folder.path());
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(opened, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST(RocksDbTest, RefusesASecondOpener) {
  RocksFolder folder;
  EXPECT_THAT(RocksDb::Open(folder.path()),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

TEST(RocksDbTest, RefusesAFolderThatCannotBeMade) {
  const TempFolder folder;
  EXPECT_THAT(RocksDb::Open(folder.path() + "/no/such/folder"),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

class CrashedRocksDbTest : public testing::Test {
 protected:
  static constexpr int kRecords = 50;

  CrashedRocksDbTest() : path_(copy_.path() + "/db") {
    for (int i = 0; i < kRecords; ++i) {
      Put(folder_.db(), Family::kReceipts, NumberKey(i), std::string(500, 'r'));
    }
    CopyFiles(folder_.path(), path_);
    log_ = LargestLog(path_);
  }
  int Count(const RocksDb& db) const {
    return static_cast<int>(KeysOf(db, {Family::kReceipts, "", ""}).size());
  }

  RocksFolder folder_;
  TempFolder copy_;
  const std::string path_;
  std::filesystem::path log_;
};

TEST_F(CrashedRocksDbTest, FindsEverySyncedRecordAgain) {
  const auto opened = RocksDb::Open(path_);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(Count(**opened), kRecords);
}

TEST_F(CrashedRocksDbTest, DropsATornTail) {
  ASSERT_GT(std::filesystem::file_size(log_), 20000u);
  std::filesystem::resize_file(log_, std::filesystem::file_size(log_) - 100);
  const auto opened = RocksDb::Open(path_);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(Count(**opened), kRecords - 1);
  EXPECT_THAT((*opened)->Get(Family::kReceipts, NumberKey(kRecords - 1)),
              IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(CrashedRocksDbTest, RefusesDamageBeforeTheTail) {
  std::fstream file(log_, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle =
      static_cast<std::streamoff>(std::filesystem::file_size(log_) / 2);
  file.seekg(middle);
  const char octet = static_cast<char>(file.get());
  file.seekp(middle);
  file.put(static_cast<char>(octet ^ 1));
  file.close();
  const auto opened = RocksDb::Open(path_);
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(opened, HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

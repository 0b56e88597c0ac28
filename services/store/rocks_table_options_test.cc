#include "services/store/rocks_table_options.h"

#include <string>

#include "engine/crypto/digest.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/statistics.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

constexpr int kKeys = 100'000;

std::string KeyOf(int number) {
  return std::string(Sha256(std::to_string(number)).bytes());
}

class RocksTableOptionsTest : public testing::Test {
 protected:
  // A table of kKeys random keys, none of them in a cache.
  void Open(KeyOrder order) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.statistics = statistics_;
    options.table_factory.reset(
        rocksdb::NewBlockBasedTableFactory(TableOptionsFor(order, cache_)));
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, folder_.path(), &db).ok());
    db_.reset(db);
    rocksdb::WriteOptions unsafe;
    unsafe.disableWAL = true;
    for (int i = 0; i < kKeys; ++i) {
      ASSERT_TRUE(db_->Put(unsafe, KeyOf(i), std::string(64, 'v')).ok());
    }
    ASSERT_TRUE(db_->Flush({}).ok());
    ASSERT_TRUE(db_->CompactRange({}, nullptr, nullptr).ok());
    db_.reset();
    ASSERT_TRUE(rocksdb::DB::Open(options, folder_.path(), &db).ok());
    db_.reset(db);
    cache_->EraseUnRefEntries();
    ASSERT_TRUE(statistics_->Reset().ok());
  }
  uint64_t Count(rocksdb::Tickers ticker) {
    return statistics_->getTickerCount(ticker);
  }

  TempFolder folder_;
  std::shared_ptr<rocksdb::Statistics> statistics_ =
      rocksdb::CreateDBStatistics();
  std::shared_ptr<rocksdb::Cache> cache_ =
      rocksdb::NewLRUCache(size_t{8} << 20);
  std::unique_ptr<rocksdb::DB> db_;
};

TEST_F(RocksTableOptionsTest, LookUpReadsOnePartOfTheIndex) {
  Open(KeyOrder::kOrdered);
  std::string value;
  ASSERT_TRUE(db_->Get({}, KeyOf(7), &value).ok());
  EXPECT_EQ(value, std::string(64, 'v'));
  // The whole index of these keys has more than 80 KiB.
  EXPECT_GT(Count(rocksdb::BLOCK_CACHE_INDEX_BYTES_INSERT), 0u);
  EXPECT_LT(Count(rocksdb::BLOCK_CACHE_INDEX_BYTES_INSERT), 16u << 10);
}

TEST_F(RocksTableOptionsTest, FilterKeepsAbsentRandomKeysFromTheTables) {
  Open(KeyOrder::kRandom);
  std::string value;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(db_->Get({}, KeyOf(kKeys + i), &value).IsNotFound());
  }
  EXPECT_LT(Count(rocksdb::BLOCK_CACHE_DATA_ADD), 50u);
  ASSERT_TRUE(db_->Get({}, KeyOf(7), &value).ok());
}

}  // namespace
}  // namespace kepil

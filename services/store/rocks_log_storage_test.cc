#include "services/store/rocks_log_storage.h"

#include "tests/contract/log_storage_suite.h"
#include "tests/support/rocks_folder.h"

namespace kepil {
namespace {

class RocksBackend : public RocksFolder {
 public:
  RocksBackend() { Reopen(); }
  LogStorage& log() { return *log_; }
  // As a store that accepts leaves does it.
  void AddPending(absl::string_view leaf) {
    RocksDb::Batch batch(db());
    batch.Put(Family::kLogPending, "\x01" + NumberKey(next_++), leaf);
    ASSERT_THAT(db().Write(batch, Durability::kSynced), IsOk());
  }
  void Reopen() {
    RocksFolder::Reopen();
    log_ = std::make_unique<RocksLogStorage>(db(), LogId::kReceipts);
  }

 private:
  std::unique_ptr<RocksLogStorage> log_;
  int64_t next_ = 0;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, LogStorageSuite, RocksBackend);

TEST(RocksLogStorageTest, TellsLogsApart) {
  RocksBackend backend;
  RocksLogStorage acts(backend.db(), LogId::kActs);
  backend.AddPending("receipt");
  ASSERT_THAT(backend.log().WriteCheckpoint("receipts"), IsOk());
  EXPECT_THAT(acts.ReadPending(0, 10), IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(acts.ReadCheckpoint(), HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  ASSERT_THAT(acts.WriteCheckpoint("acts"), IsOk());
  EXPECT_THAT(backend.log().ReadCheckpoint(),
              IsOkAndHolds(std::string("receipts")));
}

TEST(RocksLogStorageTest, GapInPendingLeavesEndsThem) {
  RocksBackend backend;
  backend.AddPending("a");
  backend.AddPending("b");
  backend.AddPending("c");
  RocksDb::Batch batch(backend.db());
  batch.Delete(Family::kLogPending, "\x01" + NumberKey(1));
  ASSERT_THAT(backend.db().Write(batch, Durability::kSynced), IsOk());
  EXPECT_THAT(backend.log().ReadPending(0, 10),
              IsOkAndHolds(testing::ElementsAre("a")));
}

TEST(RocksLogStorageTest, NoticesATreeStateThatCannotBeRead) {
  RocksBackend backend;
  RocksDb::Batch batch(backend.db());
  batch.Put(Family::kLogState, "\x01tree", "short");
  ASSERT_THAT(backend.db().Write(batch, Durability::kSynced), IsOk());
  EXPECT_THAT(backend.log().ReadTreeState(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

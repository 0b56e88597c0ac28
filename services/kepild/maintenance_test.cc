#include "services/kepild/maintenance.h"

#include <filesystem>
#include <memory>

#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/acts_house.h"
#include "services/kepild/node_keys.h"
#include "services/kepild/storage_keys.h"
#include "services/kepild/test_files.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_db.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_receipt_store.h"
#include "services/store/rocks_registry_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"
#include "translog/anchor_check.h"
#include "translog/sequencer.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

// A node that is stopped: its files.
class MaintenanceTest : public testing::Test {
 protected:
  MaintenanceTest() {
    config_.mutable_node()->set_origin("example.com");
    config_.mutable_storage()->set_rocksdb_path(folder_.path() + "/db");
    config_.mutable_log()->set_anchor_file(folder_.path() + "/anchor");
    auto& keys = *config_.mutable_keys();
    keys.set_receipt_key_file(folder_.path() + "/receipt.key");
    keys.set_receipt_cert_file(folder_.path() + "/receipt.pem");
    keys.set_log_key_file(folder_.path() + "/log.key");
    const TestReceiptAuthority authority = MakeTestReceiptAuthority();
    WriteTestFile(keys.receipt_key_file(), authority.signer.key.Pem());
    WriteTestFile(keys.receipt_cert_file(), authority.signer.CertificatePem());
    WriteTestFile(keys.log_key_file(),
                  TestKey::Generate(TestKeyKind::kEd25519).Pem());
  }
  std::unique_ptr<RocksDb> Open() {
    auto db = OpenDatabase(config_);
    KEPIL_CHECK(db.ok());
    return *std::move(db);
  }
  // Issues the next receipts and publishes a checkpoint over them.
  void Issue(int count) {
    const auto db = Open();
    RocksReceiptStore receipts(*db);
    for (int i = 0; i < count; ++i, ++next_) {
      ASSERT_THAT(
          receipts.Commit({MakeTestReceiptRecord(next_, TestReceiptTime())}),
          IsOk());
    }
    ASSERT_THAT(Publish(*db), IsOk());
  }
  absl::Status Publish(RocksDb& db) {
    RocksLogStorage log(db, LogId::kReceipts);
    LogAnchorFile anchor(config_.log().anchor_file());
    auto keys =
        LoadNodeKeys(config_.keys(), config_.node().origin() + "/receipts");
    KEPIL_CHECK(keys.ok());
    Sequencer sequencer(log, anchor, keys->logs.front(), Sequencer::Options());
    KEPIL_RETURN_IF_ERROR(sequencer.IntegrateOnce().status());
    return sequencer.PublishCheckpoint();
  }
  // Puts acts on record and publishes the log of them.
  void Act(int count) {
    const auto db = Open();
    for (int i = 0; i < count; ++i) {
      ASSERT_THAT(RocksRegistryStore(*db).Record({}), IsOk());
    }
    const auto keys =
        LoadNodeKeys(config_.keys(), config_.node().origin() + "/receipts");
    ASSERT_THAT(keys, IsOk());
    ASSERT_THAT(ActsHouse::Open({config_, *db, log_}, keys->logs.front()),
                IsOk());
  }
  void LoseDatabase() {
    std::filesystem::remove_all(config_.storage().rocksdb_path());
  }

  TempFolder folder_;
  const std::string backups_ = folder_.path() + "/backups";
  Config config_;
  int64_t next_ = 0;
  FakeClock clock_;
  StderrLogSink sink_;
  const Logger log_{clock_, sink_, LogLevel::kError};
};

// Law: SEC-06, BKP-01.
TEST_F(MaintenanceTest, RestoresWhatIsNotBehindTheAnchor) {
  Issue(3);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  LoseDatabase();
  const auto restored = RestoreDatabase(config_, backups_);
  ASSERT_THAT(restored, IsOk());
  EXPECT_THAT(*restored, HasSubstr("3 receipts"));
  Issue(1);  // It goes on.
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

TEST_F(MaintenanceTest, ARunningNodeIsNotBackedUpFromOutside) {
  Issue(1);
  const auto running = Open();
  EXPECT_THAT(BackUpDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

TEST_F(MaintenanceTest, WhatIsBehindTheAnchorIsRefused) {
  Issue(2);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  Issue(1);
  LoseDatabase();
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  // No checkpoint is signed over it either.
  EXPECT_THAT(Publish(*Open()), HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

TEST_F(MaintenanceTest, ALostAnchorFileIsRefused) {
  Issue(2);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  LoseDatabase();
  std::filesystem::remove(config_.log().anchor_file());
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

// Law: SEC-06.
TEST_F(MaintenanceTest, ADamagedLogIsNoticedWhenItIsRestored) {
  Issue(2);
  {
    const auto db = Open();
    std::string key, tile;
    ASSERT_THAT(db->Scan({Family::kLogTiles, "", ""},
                         [&](absl::string_view k, absl::string_view v) {
                           key = std::string(k);
                           tile = std::string(v);
                           return false;
                         }),
                IsOk());
    tile[0] = static_cast<char>(tile[0] ^ 1);
    RocksDb::Batch batch(*db);
    batch.Put(Family::kLogTiles, key, tile);
    ASSERT_THAT(db->Write(batch, Durability::kSynced), IsOk());
  }
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  LoseDatabase();
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(MaintenanceTest, ALossIsAcceptedByAnotherOriginOnly) {
  Issue(2);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  Issue(1);
  LoseDatabase();
  ASSERT_FALSE(RestoreDatabase(config_, backups_).ok());
  EXPECT_THAT(OpenNewOrigin(config_, TestReceiptTime()).status(),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  config_.mutable_node()->set_origin("example.com/2");
  ASSERT_THAT(OpenNewOrigin(config_, TestReceiptTime()).status(), IsOk());
  EXPECT_TRUE(std::filesystem::exists(config_.log().anchor_file() +
                                      ".closed-1767225600"));
  const auto db = Open();
  ASSERT_THAT(Publish(*db), IsOk());
  const RocksLogStorage log(*db, LogId::kReceipts);
  const auto note = log.ReadCheckpoint();
  ASSERT_THAT(note, IsOk());
  EXPECT_THAT(*note, HasSubstr("example.com/2/receipts\n2\n"));
  EXPECT_EQ(*RocksRegistryStore(*db).CheckAudit(), 1);  // The act is on record.
}

// Law: REG-19, SEC-06.
TEST_F(MaintenanceTest, StorageKeysAreReplacedAndABackupNeedsThem) {
  auto& storage = *config_.mutable_keys()->mutable_storage();
  const std::string old = folder_.path() + "/old.key";
  WriteTestFile(old, std::string(32, 'o'));
  WriteTestFile(folder_.path() + "/new.key", std::string(32, 'n'));
  storage.set_key_file(old);
  Issue(2);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  storage.set_key_file(folder_.path() + "/new.key");
  EXPECT_THAT(ResealDatabase(config_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  storage.add_old_key_files(old);
  ASSERT_THAT(ResealDatabase(config_).status(), IsOk());
  storage.clear_old_key_files();
  EXPECT_EQ(RocksReceiptStore(*Open()).ReadHead()->next_index, 2);
  LoseDatabase();
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  LoseDatabase();
  storage.add_old_key_files(old);
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(), IsOk());
  config_.mutable_keys()->clear_storage();
  EXPECT_THAT(ResealDatabase(config_).status(),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

// Law: LOG-01, SEC-06.
TEST_F(MaintenanceTest, ARestoredAuditIsHeldAgainstTheLogOfActs) {
  Act(2);
  ASSERT_THAT(BackUpDatabase(config_, backups_).status(), IsOk());
  LoseDatabase();
  ASSERT_THAT(RestoreDatabase(config_, backups_).status(), IsOk());
  Act(1);  // It is not in the backup.
  LoseDatabase();
  EXPECT_THAT(RestoreDatabase(config_, backups_).status(),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  config_.mutable_node()->set_origin("example.com/2");
  ASSERT_THAT(OpenNewOrigin(config_, TestReceiptTime()).status(), IsOk());
  EXPECT_TRUE(
      std::filesystem::exists(ActsAnchorOf(config_) + ".closed-1767225600"));
  Act(1);
  EXPECT_THAT(*LogAnchorFile(ActsAnchorOf(config_)).Read(),
              testing::Optional(HasSubstr("example.com/2/acts\n4\n")));
}

}  // namespace
}  // namespace kepil

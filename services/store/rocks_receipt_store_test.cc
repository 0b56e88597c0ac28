#include "services/store/rocks_receipt_store.h"

#include "services/store/rocks_evidence_store.h"
#include "services/store/rocks_log_storage.h"
#include "tests/contract/receipt_store_suite.h"
#include "tests/support/rocks_folder.h"

namespace kepil {
namespace {

class RocksBackend : public RocksFolder {
 public:
  explicit RocksBackend(std::shared_ptr<const ValueSealer> sealer = nullptr)
      : RocksFolder(std::move(sealer)) {
    Reopen();
  }
  ReceiptStore& receipts() { return *receipts_; }
  const LogStorage& log() { return *log_; }
  void Reopen() {
    RocksFolder::Reopen();
    receipts_ = std::make_unique<RocksReceiptStore>(db());
    log_ = std::make_unique<RocksLogStorage>(db(), LogId::kReceipts);
  }

 private:
  std::unique_ptr<RocksReceiptStore> receipts_;
  std::unique_ptr<RocksLogStorage> log_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, ReceiptStoreSuite, RocksBackend);

class SealedBackend : public RocksBackend {
 public:
  SealedBackend() : RocksBackend(MakeTestSealer("k")) {}
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sealed, ReceiptStoreSuite, SealedBackend);

void Overwrite(RocksDb& db, Family family, absl::string_view key,
               absl::string_view value) {
  RocksDb::Batch batch(db);
  batch.Put(family, key, value);
  ASSERT_THAT(db.Write(batch, Durability::kSynced), IsOk());
}

class RocksReceiptStoreTest : public testing::Test {
 protected:
  RocksReceiptStoreTest() {
    EXPECT_THAT(backend_.receipts().Commit({record_}), IsOk());
  }

  RocksBackend backend_;
  const ReceiptRecord record_ = MakeTestReceiptRecord(0, TestReceiptTime());
};

TEST_F(RocksReceiptStoreTest, FilesGoIntoTheArchiveWithTheirRecords) {
  const RocksEvidenceStore archive(backend_.db());
  const std::string file(5000, 'f');
  ReceiptRecord record = MakeTestReceiptRecord(1, TestReceiptTime());
  record.file = file;
  record.position.index = 2;  // Not the next: nothing of it is written.
  EXPECT_FALSE(backend_.receipts().Commit({record}).ok());
  EXPECT_THAT(archive.Read(Sha256(file)),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  record.position.index = 1;
  ASSERT_THAT(backend_.receipts().Commit({record}), IsOk());
  EXPECT_THAT(archive.Read(Sha256(file)), IsOkAndHolds(file));
  EXPECT_EQ(backend_.receipts().GetByIndex(1)->file, "");
}

TEST_F(RocksReceiptStoreTest, NoticesABodyThatIsNone) {
  Overwrite(backend_.db(), Family::kReceipts, NumberKey(0), "\xff\xff");
  EXPECT_THAT(backend_.receipts().GetByIndex(0),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_THAT(backend_.receipts().Get(record_.id),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksReceiptStoreTest, NoticesABodyOfAnotherPlace) {
  Overwrite(backend_.db(), Family::kReceipts, NumberKey(0),
            MakeTestReceiptRecord(1, TestReceiptTime()).body);
  EXPECT_THAT(backend_.receipts().GetByIndex(0),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

// What a write leaves behind that failed, was not acknowledged, and came back
// from the journal: its place belongs to the receipt that was written next.
TEST_F(RocksReceiptStoreTest, RowsOfALostWriteLeadToNoOtherReceipt) {
  ReceiptRecord lost = MakeTestReceiptRecord(1, TestReceiptTime());
  lost.idempotency = IdempotencyRow{std::string(32, 'p'), std::string(32, 'k'),
                                    Sha256("request")};
  ASSERT_THAT(backend_.receipts().Commit({lost}), IsOk());
  v1::ReceiptBody next;
  ASSERT_TRUE(next.ParseFromString(lost.body));
  next.set_id(std::string(16, 'n'));
  Overwrite(backend_.db(), Family::kReceipts, NumberKey(1),
            next.SerializeAsString());
  EXPECT_THAT(backend_.receipts().Get(lost.id),
              HasReason(v1::ERROR_REASON_RECEIPT_UNKNOWN));
  EXPECT_THAT(backend_.receipts().FindByIdempotencyKey(std::string(32, 'p'),
                                                       std::string(32, 'k')),
              IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_F(RocksReceiptStoreTest, NoticesAnAlteredManifest) {
  Overwrite(backend_.db(), Family::kEvidenceSets,
            Sha256(record_.manifest).bytes(), "altered");
  EXPECT_THAT(backend_.receipts().GetByIndex(0),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksReceiptStoreTest, NoticesAHeadThatCannotBeRead) {
  Overwrite(backend_.db(), Family::kLogState, std::string("\x01next"), "short");
  EXPECT_THAT(backend_.receipts().ReadHead(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_THAT(
      backend_.receipts().Commit({MakeTestReceiptRecord(1, TestReceiptTime())}),
      HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

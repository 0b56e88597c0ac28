#include "services/store/rocks_evidence_store.h"

#include "tests/contract/evidence_store_suite.h"
#include "tests/support/rocks_folder.h"

namespace kepil {
namespace {

class RocksBackend : public RocksFolder {
 public:
  explicit RocksBackend(std::shared_ptr<const ValueSealer> sealer = nullptr)
      : RocksFolder(std::move(sealer)) {
    Reopen();
  }
  EvidenceStore& evidence() { return *evidence_; }
  void Reopen() {
    RocksFolder::Reopen();
    evidence_ = std::make_unique<RocksEvidenceStore>(db());
  }

 private:
  std::unique_ptr<RocksEvidenceStore> evidence_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, EvidenceStoreSuite, RocksBackend);

class SealedBackend : public RocksBackend {
 public:
  SealedBackend() : RocksBackend(MakeTestSealer("k")) {}
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sealed, EvidenceStoreSuite, SealedBackend);

TEST(RocksEvidenceStoreTest, NoticesAnObjectUnderAnotherDigest) {
  RocksBackend backend;
  ASSERT_THAT(backend.evidence().Archive(Sha256("object"), "another"), IsOk());
  const auto read = backend.evidence().Read(Sha256("object"));
  EXPECT_THAT(read, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(read, HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

// What is archived before a synced write is as durable as that write.
TEST(RocksEvidenceStoreTest, ArchiveIsInTheLogBeforeALaterSyncedWrite) {
  RocksBackend backend;
  ASSERT_THAT(backend.evidence().Archive(Sha256("object"), "object"), IsOk());
  RocksDb::Batch batch(backend.db());
  batch.Put(Family::kReceipts, NumberKey(0), "receipt");
  ASSERT_THAT(backend.db().Write(batch, Durability::kSynced), IsOk());
  backend.Reopen();
  EXPECT_THAT(backend.evidence().Read(Sha256("object")),
              IsOkAndHolds(std::string("object")));
}

TEST(RocksEvidenceStoreTest, ListsTheCrlsOfAKeyEachOnceAsItFirstCame) {
  RocksFolder folder;
  RocksEvidenceStore store(folder.db());
  const auto put = [&](RevocationKind kind, absl::string_view key,
                       absl::string_view der, int at) {
    ASSERT_THAT(store.PutRevocation({kind, Sha256(key), Sha256("address")}, der,
                                    absl::FromUnixSeconds(at)),
                IsOk());
  };
  put(RevocationKind::kCrl, "key", "second", 20);
  put(RevocationKind::kCrl, "key", "first", 10);
  put(RevocationKind::kCrl, "key", "first", 30);  // Fetched again.
  put(RevocationKind::kCrl, "other", "of another key", 10);
  put(RevocationKind::kOcsp, "key", "no list", 10);
  const auto crls = store.CrlsOf(Sha256("key"));
  ASSERT_THAT(crls, IsOk());
  ASSERT_EQ(crls->size(), 2u);
  EXPECT_EQ((*crls)[0].digest, Sha256("first"));
  EXPECT_EQ((*crls)[0].obtained_at, absl::FromUnixSeconds(10));
  EXPECT_EQ((*crls)[1].digest, Sha256("second"));
}

}  // namespace
}  // namespace kepil

#include "services/store/rocks_application_store.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

class RocksApplicationStoreTest : public testing::Test {
 protected:
  RocksApplicationStoreTest() { Open(); }
  void Open() {
    store_.reset();
    registry_.reset();
    folder_.Reopen();
    registry_ = std::make_unique<RocksRegistryStore>(folder_.db());
    store_ = std::make_unique<RocksApplicationStore>(folder_.db(), *registry_);
  }
  static ApplicationWrite Step(char id, int revision) {
    ApplicationWrite write;
    write.application.set_application_id(
        absl::BytesToHexString(std::string(16, id)));
    write.application.set_revision(revision);
    write.audit.set_kind(storage::v1::AUDIT_KIND_APPLICATION_ENTERED);
    write.audit.set_application_id(std::string(16, id));
    return write;
  }

  RocksFolder folder_;
  std::unique_ptr<RocksRegistryStore> registry_;
  std::unique_ptr<RocksApplicationStore> store_;
};

TEST_F(RocksApplicationStoreTest, KeepsApplicationsOverARestart) {
  ASSERT_THAT(store_->Put(Step('a', 1)), IsOk());
  ASSERT_THAT(store_->Put(Step('b', 1)), IsOk());
  ASSERT_THAT(store_->Put(Step('a', 2)), IsOk());
  Open();
  const auto read = store_->Read(Step('a', 0).application.application_id());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->revision(), 2);
  const auto list = store_->List(10);
  ASSERT_THAT(list, IsOk());
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].application_id(),
            Step('b', 0).application.application_id());
  EXPECT_EQ(store_->List(1)->size(), 1u);
  EXPECT_THAT(store_->Read(Step('c', 0).application.application_id()),
              HasReason(v1::ERROR_REASON_APPLICATION_UNKNOWN));
}

// Law: LOG-01.
TEST_F(RocksApplicationStoreTest, EveryStepIsOnTheAuditChain) {
  ASSERT_THAT(store_->Put(Step('a', 1)), IsOk());
  ASSERT_THAT(store_->Put(Step('a', 2)), IsOk());
  EXPECT_THAT(registry_->CheckAudit(), IsOkAndHolds(2));
}

TEST_F(RocksApplicationStoreTest, AStaleWriterChangesNothing) {
  ASSERT_THAT(store_->Put(Step('a', 1)), IsOk());
  for (const int revision : {1, 3}) {
    ApplicationWrite write = Step('a', revision);
    write.document = "octets";
    EXPECT_THAT(store_->Put(write),
                HasReason(v1::ERROR_REASON_APPLICATION_MOVED));
  }
  EXPECT_THAT(store_->Put(Step('b', 2)),
              HasReason(v1::ERROR_REASON_APPLICATION_MOVED));
  EXPECT_THAT(registry_->CheckAudit(), IsOkAndHolds(1));
  EXPECT_THAT(store_->ReadDocument(Sha256("octets")),
              HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
}

TEST_F(RocksApplicationStoreTest, DocumentsAreFoundByDigest) {
  ApplicationWrite write = Step('a', 1);
  write.document = "octets";
  ASSERT_THAT(store_->Put(write), IsOk());
  EXPECT_THAT(store_->ReadDocument(Sha256("octets")), IsOkAndHolds("octets"));
  RocksDb::Batch batch(folder_.db());
  batch.Put(Family::kApplications, "f/" + std::string(Sha256("octets").bytes()),
            "other");
  ASSERT_THAT(folder_.db().Write(batch, Durability::kSynced), IsOk());
  EXPECT_THAT(store_->ReadDocument(Sha256("octets")),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

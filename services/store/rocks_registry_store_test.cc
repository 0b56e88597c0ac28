#include "services/store/rocks_registry_store.h"

#include "tests/contract/registry_store_suite.h"
#include "tests/support/rocks_folder.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;

class RocksBackend : public RocksFolder {
 public:
  explicit RocksBackend(std::shared_ptr<const ValueSealer> sealer = nullptr)
      : RocksFolder(std::move(sealer)) {
    Reopen();
  }
  RegistryStore& registry() { return *registry_; }
  RocksRegistryStore& store() { return *registry_; }
  int64_t audit_count() const { return registry_->CheckAudit().value_or(-1); }
  void Reopen() {
    RocksFolder::Reopen();
    registry_ = std::make_unique<RocksRegistryStore>(db());
  }

 private:
  std::unique_ptr<RocksRegistryStore> registry_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, RegistryStoreSuite, RocksBackend);

class SealedBackend : public RocksBackend {
 public:
  SealedBackend() : RocksBackend(MakeTestSealer("k")) {}
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sealed, RegistryStoreSuite, SealedBackend);

class RocksRegistryStoreTest : public testing::Test {
 protected:
  RocksRegistryStoreTest() {
    for (const char* principal : {"a", "b", "c"}) {
      AuditEvent event;
      event.set_principal(principal);
      EXPECT_THAT(backend_.store().Record(event), IsOk());
    }
  }
  std::string Read(Family family, const std::string& key) {
    return backend_.db().Get(family, key)->value_or("");
  }
  void Put(Family family, const std::string& key, const std::string& value) {
    RocksDb::Batch batch(backend_.db());
    batch.Put(family, key, value);
    ASSERT_THAT(backend_.db().Write(batch, Durability::kSynced), IsOk());
  }
  void Delete(Family family, const std::string& key) {
    RocksDb::Batch batch(backend_.db());
    batch.Delete(family, key);
    ASSERT_THAT(backend_.db().Write(batch, Durability::kSynced), IsOk());
  }

  RocksBackend backend_;
};

TEST_F(RocksRegistryStoreTest, AuditChainIsIntact) {
  EXPECT_THAT(backend_.store().CheckAudit(), IsOkAndHolds(3));
  AuditEvent second;
  ASSERT_TRUE(second.ParseFromString(Read(Family::kAudit, NumberKey(2))));
  EXPECT_EQ(second.sequence(), 2);
  EXPECT_EQ(second.principal(), "b");
  EXPECT_EQ(second.previous_sha256(),
            Sha256(Read(Family::kAudit, NumberKey(1))).bytes());
}

// Law: LOG-01.
TEST_F(RocksRegistryStoreTest, NoticesAnAlteredEvent) {
  AuditEvent event;
  ASSERT_TRUE(event.ParseFromString(Read(Family::kAudit, NumberKey(1))));
  event.set_principal("mallory");
  Put(Family::kAudit, NumberKey(1), event.SerializeAsString());
  EXPECT_THAT(backend_.store().CheckAudit(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

// Law: LOG-01.
TEST_F(RocksRegistryStoreTest, NoticesAMissingEvent) {
  Delete(Family::kAudit, NumberKey(2));
  EXPECT_THAT(backend_.store().CheckAudit(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksRegistryStoreTest, NoticesAMissingFirstEvent) {
  Delete(Family::kAudit, NumberKey(1));
  EXPECT_THAT(backend_.store().CheckAudit(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

// Law: LOG-01.
TEST_F(RocksRegistryStoreTest, NoticesExchangedEvents) {
  const std::string second = Read(Family::kAudit, NumberKey(2));
  Put(Family::kAudit, NumberKey(2), Read(Family::kAudit, NumberKey(3)));
  Put(Family::kAudit, NumberKey(3), second);
  EXPECT_THAT(backend_.store().CheckAudit(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksRegistryStoreTest, RefusesAVersionThatIsNotTheNext) {
  RegistryCommit commit;
  for (const int64_t version : {0, 2}) {
    commit.version = version;
    EXPECT_THAT(backend_.store().Commit(commit, 0),
                HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  }
  EXPECT_EQ(backend_.store().Load()->version(), 0);
}

// Law: REG-19.
TEST_F(RocksRegistryStoreTest, NoticesAnAlteredSnapshot) {
  RegistryCommit commit;
  commit.version = 1;
  commit.snapshot_source = "snapshot";
  ASSERT_THAT(backend_.store().Commit(commit, 0), IsOk());
  Put(Family::kSnapshots, NumberKey(1), "altered");
  EXPECT_THAT(backend_.store().ReadSnapshot(1),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksRegistryStoreTest, NoticesRecordsThatCannotBeRead) {
  Put(Family::kRegistry, "a/xa", "\xff\xff");
  EXPECT_THAT(backend_.store().Load(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  Delete(Family::kRegistry, "a/xa");
  Put(Family::kRegistry, "v", "short");
  EXPECT_THAT(backend_.store().Load(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(RocksRegistryStoreTest, ListsTheActsAboutAnAuthority) {
  const auto change_of = [](const std::string& authority_id, bool is_status) {
    v1::ChangeStatement statement;
    if (is_status) {
      statement.mutable_status()->set_authority_id(authority_id);
    } else {
      statement.mutable_authority()->set_id(authority_id);
    }
    storage::v1::StoredChange change;
    change.set_state(storage::v1::StoredChange::STATE_PROPOSED);
    change.set_statement(statement.SerializeAsString());
    return change;
  };
  const auto event_of = [](const std::string& change_id) {
    AuditEvent event;
    event.set_change_id(change_id);
    return event;
  };
  RocksRegistryStore& store = backend_.store();
  ASSERT_THAT(store.PutChange("c1", change_of("xa", false), event_of("c1")),
              IsOk());
  ASSERT_THAT(store.PutChange("c2", change_of("xb", false), event_of("c2")),
              IsOk());
  ASSERT_THAT(store.PutChange("c3", change_of("xa", true), event_of("c3")),
              IsOk());
  ASSERT_THAT(store.Record(event_of("c1")), IsOk());     // Tried again.
  ASSERT_THAT(store.Record(event_of("never")), IsOk());  // Of no change.
  const auto acts = store.ActsAbout("xa");
  ASSERT_THAT(acts, IsOk());
  ASSERT_EQ(acts->size(), 3u);
  EXPECT_EQ((*acts)[0].sequence, 4);
  EXPECT_EQ((*acts)[1].sequence, 6);
  EXPECT_EQ((*acts)[2].sequence, 7);
  EXPECT_EQ((*acts)[0].event, Read(Family::kAudit, NumberKey(4)));
  EXPECT_EQ((*acts)[1].change.statement(), change_of("xa", true).statement());
  EXPECT_TRUE(store.ActsAbout("xc")->empty());
  Put(Family::kChanges, "c/c3", "no change");
  EXPECT_THAT(store.ActsAbout("xa"), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

#include "services/store/acts_log.h"

#include "base/error.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/storage/v1/registry.pb.h"
#include "services/store/log_id.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_registry_store.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "translog/log_reader.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"
#include "translog/sequencer.h"

namespace kepil {
namespace {

// A store in which `count` acts are on record, and the log over them.
struct House : RocksFolder {
  House() { Reopen(); }
  RocksRegistryStore store() { return RocksRegistryStore(db()); }
  RocksLogStorage acts() { return RocksLogStorage(db(), LogId::kActs); }
  void Record(int count) {
    RocksRegistryStore registry(db());
    for (int i = 0; i < count; ++i) {
      storage::v1::AuditEvent event;
      event.set_principal("officer");
      ASSERT_THAT(registry.Record(event), IsOk());
    }
  }
  void Integrate() {
    RocksLogStorage storage(db(), LogId::kActs);
    MemoryLogAnchor anchor;
    Sequencer sequencer(storage, anchor, MakeTestNoteSigner("node/acts"),
                        Sequencer::Options());
    ASSERT_THAT(sequencer.IntegrateOnce(), IsOk());
  }
  absl::Status Reconcile() {
    const RocksLogStorage storage(db(), LogId::kActs);
    return ReconcileActsLog(db(), storage);
  }
  void Delete(Family family, const std::string& key) {
    RocksDb::Batch batch(db());
    batch.Delete(family, key);
    ASSERT_THAT(db().Write(batch, Durability::kSynced), IsOk());
  }
};

// Law: LOG-01.
TEST(ActsLogTest, EveryActIsALeafWithAProof) {
  House house;
  house.Record(300);
  house.Integrate();
  house.Record(2);
  EXPECT_THAT(house.Reconcile(), IsOk());
  const RocksLogStorage acts(house.db(), LogId::kActs);
  const auto tree = acts.ReadTreeState();
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->size(), 300);
  const std::string event =
      house.db().Get(Family::kAudit, NumberKey(258))->value_or("");
  const LogReader reader(acts);
  const auto proof = reader.ProveInclusion(257, 300);
  ASSERT_THAT(proof, IsOk());
  EXPECT_TRUE(
      VerifyInclusion(*proof, LeafHash(MakeActLeaf(258, event)), tree->Root()));
}

TEST(ActsLogTest, AuditThatIsCutShortIsNoticed) {
  for (const bool integrated : {false, true}) {
    House house;
    house.Record(3);
    if (integrated) {
      house.Integrate();
    }
    house.Delete(Family::kAudit, NumberKey(3));
    // The chain alone does not tell.
    EXPECT_THAT(house.store().CheckAudit(), IsOkAndHolds(2));
    EXPECT_THAT(house.Reconcile(), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  }
}

TEST(ActsLogTest, ChainThatWasMadeAnewIsNoticed) {
  House house;
  house.Record(1);
  house.Integrate();
  house.Delete(Family::kAudit, NumberKey(1));
  storage::v1::AuditEvent event;
  event.set_sequence(1);
  event.set_principal("mallory");
  RocksDb::Batch batch(house.db());
  batch.Put(Family::kAudit, NumberKey(1), event.SerializeAsString());
  ASSERT_THAT(house.db().Write(batch, Durability::kSynced), IsOk());
  EXPECT_THAT(house.store().CheckAudit(), IsOkAndHolds(1));
  EXPECT_THAT(house.Reconcile(), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(ActsLogTest, ActsOfBeforeTheLogGetTheirLeaves) {
  House house;
  house.Record(3);
  for (int i = 0; i < 3; ++i) {
    house.Delete(
        Family::kLogPending,
        std::string(1, static_cast<char>(LogId::kActs)) + NumberKey(i));
  }
  EXPECT_THAT(house.Reconcile(), IsOk());
  house.Integrate();
  EXPECT_THAT(house.Reconcile(), IsOk());
  EXPECT_EQ(house.acts().ReadTreeState()->size(), 3);
}

}  // namespace
}  // namespace kepil

#include "services/kepild/acts_house.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/rocks_registry_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/log_fixture.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"
#include "translog/checkpoint.h"

namespace kepil {
namespace {

// A node of which only the log of acts runs.
class ActsHouseTest : public testing::Test {
 protected:
  ActsHouseTest() {
    config_.mutable_node()->set_origin("example.com");
    config_.mutable_log()->set_anchor_file(folder_.path() + "/anchor");
    config_.mutable_log()->mutable_integrate_interval()->set_seconds(3600);
    config_.mutable_log()->mutable_checkpoint_interval()->set_seconds(3600);
  }
  void Record(int count) {
    RocksRegistryStore registry(rocks_.db());
    for (int i = 0; i < count; ++i) {
      storage::v1::AuditEvent event;
      event.set_principal("officer");
      ASSERT_THAT(registry.Record(event), IsOk());
    }
  }
  absl::StatusOr<std::unique_ptr<ActsHouse>> Open() {
    return ActsHouse::Open({config_, rocks_.db(), log_}, signer_);
  }
  // Opens and closes: what was on record has a checkpoint then.
  absl::Status Run() { return Open().status(); }
  // Takes the newest event out of audit and log, as if it had never been.
  void Forget(int64_t sequence) {
    RocksDb::Batch batch(rocks_.db());
    batch.Delete(Family::kAudit, NumberKey(sequence));
    batch.Delete(Family::kLogPending, "\x02" + NumberKey(sequence - 1));
    ASSERT_THAT(rocks_.db().Write(batch, Durability::kSynced), IsOk());
  }

  TempFolder folder_;
  RocksFolder rocks_;
  Config config_;
  FakeClock clock_;
  StderrLogSink sink_;
  const Logger log_{clock_, sink_, LogLevel::kError};
  const NoteSigner signer_ = MakeTestNoteSigner("example.com/receipts");
};

// Law: LOG-01.
TEST_F(ActsHouseTest, PublishesTheActsUnderAnOriginOfTheirOwn) {
  Record(3);
  ASSERT_THAT(Run(), IsOk());
  const auto note = RocksLogStorage(rocks_.db(), LogId::kActs).ReadCheckpoint();
  ASSERT_THAT(note, IsOk());
  const auto checkpoint = ParseCheckpoint(*note);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->checkpoint.origin, "example.com/acts");
  EXPECT_EQ(checkpoint->checkpoint.tree_size, 3);
  const auto verifier =
      NoteVerifier::Create("example.com/acts", signer_.verifier().key());
  EXPECT_EQ(*VerifyCheckpoint(*checkpoint, *verifier),
            CheckpointVerdict::kVerified);
  // A checkpoint of one log is none of the other.
  EXPECT_NE(*VerifyCheckpoint(*checkpoint, signer_.verifier()),
            CheckpointVerdict::kVerified);
}

// A database of before, whole in itself: the file that lies elsewhere tells.
// Law: LOG-01.
TEST_F(ActsHouseTest, RefusesADatabaseWithoutItsNewestActs) {
  Record(3);
  ASSERT_THAT(Run(), IsOk());
  RocksFolder old;
  for (int i = 0; i < 2; ++i) {
    storage::v1::AuditEvent event;
    event.set_principal("officer");
    ASSERT_THAT(RocksRegistryStore(old.db()).Record(event), IsOk());
  }
  Config alone = config_;
  alone.mutable_log()->set_anchor_file(folder_.path() + "/other");
  ASSERT_THAT(ActsHouse::Open({alone, old.db(), log_}, signer_), IsOk());
  ASSERT_THAT(ActsHouse::Open({alone, old.db(), log_}, signer_), IsOk());
  EXPECT_THAT(ActsHouse::Open({config_, old.db(), log_}, signer_),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

TEST_F(ActsHouseTest, RefusesAnAuditThatWasCutShort) {
  Record(3);
  ASSERT_THAT(Run(), IsOk());
  Forget(3);
  EXPECT_THAT(Run(), HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST_F(ActsHouseTest, RefusesALostAnchorFile) {
  Record(1);
  ASSERT_THAT(Run(), IsOk());
  ASSERT_EQ(std::remove(ActsAnchorOf(config_).c_str()), 0);
  EXPECT_THAT(Run(), HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

}  // namespace
}  // namespace kepil

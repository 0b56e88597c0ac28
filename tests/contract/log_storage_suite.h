#ifndef KEPIL_TESTS_CONTRACT_LOG_STORAGE_SUITE_H_
#define KEPIL_TESTS_CONTRACT_LOG_STORAGE_SUITE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/fsck.h"
#include "translog/log_storage.h"
#include "translog/sequencer.h"

namespace kepil {

// What every LogStorage must do. `Backend` has `LogStorage& log()`,
// `void AddPending(string_view leaf)` for the next index, and `void Reopen()`.
template <typename Backend>
class LogStorageSuite : public testing::Test {
 protected:
  static std::vector<std::string> Leaves(int count) {
    std::vector<std::string> leaves;
    for (int i = 0; i < count; ++i) {
      leaves.push_back(absl::StrCat("leaf ", i));
    }
    return leaves;
  }
  void AddPending(const std::vector<std::string>& leaves) {
    for (const std::string& leaf : leaves) {
      backend_.AddPending(leaf);
    }
  }
  LogStorage& log() { return backend_.log(); }
  // Integrates all that is pending, `step` leaves at a time, and publishes.
  void Grow(int step) {
    Sequencer::Options options;
    options.max_leaves = step;
    Sequencer sequencer(log(), anchor_, MakeTestNoteSigner("example.com/log"),
                        options);
    for (;;) {
      const auto taken = sequencer.IntegrateOnce();
      ASSERT_THAT(taken, IsOk());
      if (*taken < step) {
        break;
      }
    }
    ASSERT_THAT(sequencer.PublishCheckpoint(), IsOk());
  }

  Backend backend_;
  MemoryLogAnchor anchor_;
};

TYPED_TEST_SUITE_P(LogStorageSuite);

TYPED_TEST_P(LogStorageSuite, NewLogIsEmpty) {
  EXPECT_THAT(this->log().ReadTreeState(), IsOkAndHolds(TreeState()));
  EXPECT_THAT(this->log().ReadPending(0, 10), IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(this->log().ReadCheckpoint(),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(this->log().ReadTile({0, 0, 1}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(this->log().ReadEntryBundle({0, 0, 1}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

TYPED_TEST_P(LogStorageSuite, PendingLeavesAreConsecutiveAndBounded) {
  this->AddPending(this->Leaves(3));
  this->backend_.Reopen();
  EXPECT_THAT(this->log().ReadPending(0, 2),
              IsOkAndHolds(testing::ElementsAre("leaf 0", "leaf 1")));
  EXPECT_THAT(this->log().ReadPending(1, 10),
              IsOkAndHolds(testing::ElementsAre("leaf 1", "leaf 2")));
  EXPECT_THAT(this->log().ReadPending(3, 10), IsOkAndHolds(testing::IsEmpty()));
}

TYPED_TEST_P(LogStorageSuite, IntegrationIsWrittenAsAWhole) {
  this->AddPending(this->Leaves(3));
  TreeState state;
  state.Append(Digest());
  state.Append(Digest());
  IntegrationBatch batch;
  batch.tiles.emplace_back(TileId{0, 0, 2}, std::string(64, 't'));
  const std::string bundle = *EncodeEntryBundle({"leaf 0", "leaf 1"});
  batch.bundles.emplace_back(TileId{0, 0, 2}, bundle);
  batch.state = state;
  ASSERT_THAT(this->log().CommitIntegration(TreeState(), batch), IsOk());
  this->backend_.Reopen();
  EXPECT_THAT(this->log().ReadTreeState(), IsOkAndHolds(state));
  EXPECT_THAT(this->log().ReadTile({0, 0, 2}),
              IsOkAndHolds(std::string(64, 't')));
  EXPECT_THAT(this->log().ReadEntryBundle({0, 0, 2}), IsOkAndHolds(bundle));
  EXPECT_THAT(this->log().ReadPending(0, 10), IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(this->log().ReadPending(2, 10),
              IsOkAndHolds(testing::ElementsAre("leaf 2")));
}

TYPED_TEST_P(LogStorageSuite, StaleIntegrationChangesNothing) {
  this->AddPending(this->Leaves(1));
  TreeState other;
  other.Append(Digest());
  IntegrationBatch batch;
  batch.tiles.emplace_back(TileId{0, 0, 1}, std::string(32, 't'));
  batch.state = other;
  const absl::Status status = this->log().CommitIntegration(other, batch);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(this->log().ReadTreeState(), IsOkAndHolds(TreeState()));
  EXPECT_THAT(this->log().ReadTile({0, 0, 1}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(this->log().ReadPending(0, 10), IsOkAndHolds(testing::SizeIs(1)));
}

TYPED_TEST_P(LogStorageSuite, CheckpointIsReplaced) {
  ASSERT_THAT(this->log().WriteCheckpoint("first"), IsOk());
  ASSERT_THAT(this->log().WriteCheckpoint("second"), IsOk());
  this->backend_.Reopen();
  EXPECT_THAT(this->log().ReadCheckpoint(),
              IsOkAndHolds(std::string("second")));
}

// Over two levels of tiles, full and partial, grown in odd steps.
TYPED_TEST_P(LogStorageSuite, GrownLogHasTheNaiveRootAndPassesFsck) {
  const std::vector<std::string> leaves = this->Leaves(700);
  this->AddPending(
      std::vector<std::string>(leaves.begin(), leaves.begin() + 300));
  this->Grow(37);
  this->backend_.Reopen();
  this->AddPending(
      std::vector<std::string>(leaves.begin() + 300, leaves.end()));
  this->Grow(101);
  this->backend_.Reopen();
  const auto state = this->log().ReadTreeState();
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->size(), 700);
  EXPECT_EQ(state->Root(), NaiveRoot(leaves));
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const auto report =
      CheckLog({this->log(), signer.verifier(), *state, std::nullopt, 100});
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->clean());
  EXPECT_EQ(report->tree_size, 700);
}

TYPED_TEST_P(LogStorageSuite, WiderTileAnswersForANarrowerOne) {
  this->AddPending(this->Leaves(5));
  this->Grow(2);
  const auto wide = this->log().ReadTile({0, 0, 5});
  ASSERT_THAT(wide, IsOk());
  EXPECT_THAT(this->log().ReadTile({0, 0, 3}),
              IsOkAndHolds(wide->substr(0, 96)));
  EXPECT_THAT(this->log().ReadTile({0, 0, 6}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(this->log().ReadEntryBundle({0, 0, 3}),
              IsOkAndHolds(*EncodeEntryBundle(this->Leaves(3))));
  EXPECT_THAT(this->log().ReadEntryBundle({0, 0, 6}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

REGISTER_TYPED_TEST_SUITE_P(LogStorageSuite, NewLogIsEmpty,
                            PendingLeavesAreConsecutiveAndBounded,
                            IntegrationIsWrittenAsAWhole,
                            StaleIntegrationChangesNothing,
                            CheckpointIsReplaced,
                            GrownLogHasTheNaiveRootAndPassesFsck,
                            WiderTileAnswersForANarrowerOne);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONTRACT_LOG_STORAGE_SUITE_H_

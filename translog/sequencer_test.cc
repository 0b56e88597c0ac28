#include "translog/sequencer.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/checkpoint.h"

namespace kepil {
namespace {

using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr char kOrigin[] = "example.com/log";

absl::Status Down() {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_STORE_DOWN,
                   "down");
}

struct TestLog {
  explicit TestLog(int max_leaves = 4096)
      : sequencer(storage, anchor, MakeTestNoteSigner(kOrigin),
                  Sequencer::Options{max_leaves}) {}

  void AddLeaves(const std::vector<std::string>& leaves) {
    for (const std::string& leaf : leaves) {
      storage.AddPending(leaf);
    }
  }

  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  Sequencer sequencer;
};

Checkpoint Published(const MemoryLogStorage& storage) {
  const auto note = storage.ReadCheckpoint();
  EXPECT_THAT(note, IsOk());
  const auto checkpoint = ParseCheckpoint(note.ok() ? *note : "");
  EXPECT_THAT(checkpoint, IsOk());
  if (!checkpoint.ok()) {
    return Checkpoint();
  }
  EXPECT_THAT(
      VerifyCheckpoint(*checkpoint, MakeTestNoteSigner(kOrigin).verifier()),
      IsOkAndHolds(CheckpointVerdict::kVerified));
  return checkpoint->checkpoint;
}

TEST(SequencerTest, IntegratesPendingLeavesInBoundedSteps) {
  TestLog log(100);
  const std::vector<std::string> leaves = NumberedLeaves(250);
  log.AddLeaves(leaves);
  EXPECT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(100));
  EXPECT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(100));
  EXPECT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(50));
  EXPECT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(0));
  EXPECT_EQ(log.storage.pending_count(), 0);
  const auto state = log.storage.ReadTreeState();
  EXPECT_EQ(state->size(), 250);
  EXPECT_EQ(state->Root(), NaiveRoot(leaves));
}

TEST(SequencerTest, FailedCommitLosesNothing) {
  TestLog log;
  log.AddLeaves({"a", "b"});
  log.storage.FailWith(Down());
  EXPECT_THAT(log.sequencer.IntegrateOnce(),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
  log.storage.FailWith(absl::OkStatus());
  EXPECT_THAT(log.storage.tiles(), IsEmpty());
  EXPECT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(2));
  EXPECT_EQ(log.storage.ReadTreeState()->Root(), NaiveRoot({"a", "b"}));
}

TEST(SequencerTest, PublishesCheckpointOverTheTreeAndKeepsItInTheAnchor) {
  TestLog log;
  EXPECT_THAT(log.sequencer.PublishCheckpoint(), IsOk());
  EXPECT_EQ(Published(log.storage).tree_size, 0);
  EXPECT_EQ(Published(log.storage).root, NaiveRoot({}));

  log.AddLeaves({"a", "b", "c"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOkAndHolds(3));
  EXPECT_THAT(log.sequencer.PublishCheckpoint(), IsOk());
  EXPECT_EQ(Published(log.storage).tree_size, 3);
  EXPECT_EQ(Published(log.storage).root, NaiveRoot({"a", "b", "c"}));
  EXPECT_THAT(log.anchor.Read(),
              IsOkAndHolds(Optional(*log.storage.ReadCheckpoint())));
}

TEST(SequencerTest, PublishesNothingThatTheAnchorHasNotTaken) {
  TestLog log;
  log.AddLeaves({"a"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOk());
  // Read works, Write does not: a full disk.
  class FullAnchor : public LogAnchor {
   public:
    absl::StatusOr<std::optional<std::string>> Read() const override {
      return std::nullopt;
    }
    absl::Status Write(absl::string_view) override { return Down(); }
  } full;
  Sequencer sequencer(log.storage, full, MakeTestNoteSigner(kOrigin), {});
  EXPECT_THAT(sequencer.PublishCheckpoint(),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_THAT(log.storage.ReadCheckpoint(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(SequencerTest, GoesOnAfterACrashBetweenAnchorAndPublication) {
  TestLog log;
  log.AddLeaves({"a"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOk());
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.tree_size = 1;
  checkpoint.root = NaiveRoot({"a"});
  log.anchor.Set(*SignCheckpoint(checkpoint, MakeTestNoteSigner(kOrigin)));
  EXPECT_THAT(log.sequencer.PublishCheckpoint(), IsOk());
  EXPECT_EQ(Published(log.storage).tree_size, 1);
}

TEST(SequencerTest, SignsNothingOnceTheStoreWasPutBack) {
  TestLog log;
  log.AddLeaves({"a", "b", "c"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOk());
  ASSERT_THAT(log.sequencer.PublishCheckpoint(), IsOk());

  // A backup of one leaf ago, with another third leaf to come.
  TestLog restored;
  restored.AddLeaves({"a", "b"});
  ASSERT_THAT(restored.sequencer.IntegrateOnce(), IsOk());
  restored.anchor.Set(*log.anchor.Read());
  EXPECT_THAT(restored.sequencer.PublishCheckpoint(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  restored.AddLeaves({"other c", "d"});
  ASSERT_THAT(restored.sequencer.IntegrateOnce(), IsOk());
  EXPECT_THAT(restored.sequencer.PublishCheckpoint(),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  EXPECT_THAT(restored.storage.ReadCheckpoint(),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(restored.anchor.Read(), IsOkAndHolds(Eq(*log.anchor.Read())));
}

TEST(SequencerTest, SignsAnewUnderANewKey) {
  TestLog log;
  log.AddLeaves({"a"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOk());
  const NoteSigner next = MakeTestNoteSigner(kOrigin, 'n');
  ASSERT_THAT(log.sequencer.PublishCheckpoint(), IsOk());
  Sequencer sequencer(log.storage, log.anchor, next, {});
  EXPECT_THAT(sequencer.PublishCheckpoint(), IsOk());
  const auto checkpoint = ParseCheckpoint(*log.storage.ReadCheckpoint());
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_THAT(VerifyCheckpoint(*checkpoint, next.verifier()),
              IsOkAndHolds(CheckpointVerdict::kVerified));
}

TEST(SequencerTest, RefusesToBuildOnDamagedTiles) {
  TestLog log;
  log.AddLeaves({"a"});
  ASSERT_THAT(log.sequencer.IntegrateOnce(), IsOk());
  log.storage.SetTile({0, 0, 1}, std::string(32, 'x'));
  log.AddLeaves({"b"});
  EXPECT_THAT(log.sequencer.IntegrateOnce(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
  EXPECT_EQ(log.storage.ReadTreeState()->size(), 1);
}

}  // namespace
}  // namespace kepil

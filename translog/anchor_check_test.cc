#include "translog/anchor_check.h"

#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/log";

Checkpoint CheckpointOf(const std::vector<std::string>& leaves) {
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.tree_size = static_cast<int64_t>(leaves.size());
  checkpoint.root = NaiveRoot(leaves);
  return checkpoint;
}

std::string NoteOf(const Checkpoint& checkpoint) {
  const auto note = SignCheckpoint(checkpoint, MakeTestNoteSigner(kOrigin));
  return note.ok() ? *note : "";
}

// A storage whose tree has `count` numbered leaves.
struct IntegratedLog {
  explicit IntegratedLog(int64_t count) {
    IntegrateLeaves(storage, NumberedLeaves(count));
    state = *storage.ReadTreeState();
  }
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  TreeState state;
};

TEST(AnchorCheckTest, AcceptsEveryEarlierStateOfTheSameTree) {
  const IntegratedLog log(300);
  for (const int64_t size : {0, 1, 2, 255, 256, 257, 299, 300}) {
    EXPECT_THAT(CheckAgainstAnchor(
                    log.state, CheckpointOf(NumberedLeaves(size)), log.storage),
                IsOk())
        << size;
  }
}

TEST(AnchorCheckTest, RefusesTreeThatIsSmallerThanTheAnchor) {
  const IntegratedLog log(300);
  EXPECT_THAT(CheckAgainstAnchor(log.state, CheckpointOf(NumberedLeaves(301)),
                                 log.storage),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

TEST(AnchorCheckTest, RefusesTreeWithAnotherPast) {
  const IntegratedLog log(300);
  for (const int64_t size : {1, 256, 299, 300}) {
    std::vector<std::string> leaves = NumberedLeaves(size);
    leaves[size / 2] = "rewritten";
    EXPECT_THAT(
        CheckAgainstAnchor(log.state, CheckpointOf(leaves), log.storage),
        HasReason(v1::ERROR_REASON_LOG_INCONSISTENT))
        << size;
  }
}

TEST(AnchorCheckTest, RefusesTreeWhoseTilesDoNotFitItsState) {
  IntegratedLog log(300);
  std::string tile = *log.storage.ReadTile({0, 0, 256});
  tile[200 * 32] ^= 1;
  log.storage.SetTile({0, 0, 256}, tile);
  EXPECT_THAT(CheckAgainstAnchor(log.state, CheckpointOf(NumberedLeaves(130)),
                                 log.storage),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

TEST(AnchorCheckTest, NewLogHasNothingToContradict) {
  IntegratedLog log(3);
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              IsOk());
}

TEST(AnchorCheckTest, RefusesPublishedLogWithoutItsAnchor) {
  IntegratedLog log(3);
  ASSERT_THAT(
      log.storage.WriteCheckpoint(NoteOf(CheckpointOf(NumberedLeaves(3)))),
      IsOk());
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
}

TEST(AnchorCheckTest, ChecksAnchorAndPublishedCheckpointBoth) {
  IntegratedLog log(3);
  const std::string good = NoteOf(CheckpointOf(NumberedLeaves(2)));
  const std::string bad = NoteOf(CheckpointOf({"other", "leaves"}));
  ASSERT_THAT(log.storage.WriteCheckpoint(good), IsOk());
  log.anchor.Set(bad);
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  ASSERT_THAT(log.storage.WriteCheckpoint(bad), IsOk());
  log.anchor.Set(good);
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  ASSERT_THAT(log.storage.WriteCheckpoint(good), IsOk());
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              IsOk());
}

TEST(AnchorCheckTest, RefusesAnchorOfAnotherLogOrOfNone) {
  IntegratedLog log(3);
  log.anchor.Set(NoteOf(CheckpointOf(NumberedLeaves(3))));
  EXPECT_THAT(
      CheckAgainstAnchor(log.state, log.storage, log.anchor, "example.com/b"),
      HasReason(v1::ERROR_REASON_LOG_INCONSISTENT));
  log.anchor.Set("not a note");
  EXPECT_THAT(CheckAgainstAnchor(log.state, log.storage, log.anchor, kOrigin),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

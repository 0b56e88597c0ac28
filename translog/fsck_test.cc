#include "translog/fsck.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kOrigin[] = "example.com/log";

struct CheckedLog {
  explicit CheckedLog(int64_t count)
      : verifier(MakeTestNoteSigner(kOrigin).verifier()) {
    PublishLeaves(storage, anchor, MakeTestNoteSigner(kOrigin),
                  NumberedLeaves(count));
  }
  FsckInput Input() const { return {storage, verifier, {}, {}, 100}; }
  FsckInput InputWithState() const {
    return {storage, verifier, *storage.ReadTreeState(), *anchor.Read(), 100};
  }
  NoteVerifier verifier;
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
};

TEST(FsckTest, SoundLogsHaveNoDifferences) {
  for (const int64_t size : {0, 1, 255, 256, 257, 700, 66000}) {
    const CheckedLog log(size);
    for (const FsckInput& input : {log.Input(), log.InputWithState()}) {
      const auto report = CheckLog(input);
      ASSERT_THAT(report, IsOk());
      EXPECT_THAT(report->differences, IsEmpty());
      EXPECT_TRUE(report->clean());
      EXPECT_EQ(report->leaves_hashed, size);
    }
  }
}

TEST(FsckTest, LeavesBehindTheCheckpointAreNoDifference) {
  CheckedLog log(300);
  IntegrateLeaves(log.storage, NumberedLeaves(500));
  auto report = CheckLog(log.Input());
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->clean());
  EXPECT_EQ(report->tree_size, 300);
  report = CheckLog(log.InputWithState());
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->clean());
  EXPECT_EQ(report->tree_size, 800);
}

TEST(FsckTest, FindsEveryDamagedTile) {
  CheckedLog log(700);
  for (const auto& [id, octets] : log.storage.tiles()) {
    std::string damaged = octets;
    damaged[17] ^= 0x20;
    log.storage.SetTile(id, damaged);
    auto report = CheckLog(log.Input());
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->differences,
                ElementsAre(TilePath(id) + " differs from the entries"));
    log.storage.RemoveTile(id);
    report = CheckLog(log.Input());
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->differences,
                ElementsAre(HasSubstr(TilePath(id) + " is unreadable")));
    log.storage.SetTile(id, octets);
  }
}

TEST(FsckTest, FindsRewrittenEntryInTilesAndRoot) {
  CheckedLog log(700);
  std::string bundle = *log.storage.ReadEntryBundle({0, 1, 256});
  bundle[3] ^= 1;
  log.storage.SetBundle({0, 1, 256}, bundle);
  const auto report = CheckLog(log.InputWithState());
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
  EXPECT_THAT(report->differences,
              ElementsAre("tile/0/001 differs from the entries",
                          "published checkpoint of 700 leaves has another "
                          "root than the entries",
                          "kept checkpoint of 700 leaves has another root "
                          "than the entries",
                          "tile/1/000.p/2 differs from the entries",
                          "tree state is not the right edge of the entries"));
}

TEST(FsckTest, StopsAtBundleThatCannotBeRead) {
  CheckedLog log(700);
  log.storage.RemoveBundle({0, 1, 256});
  auto report = CheckLog(log.Input());
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
  EXPECT_EQ(report->leaves_hashed, 256);
  EXPECT_THAT(report->differences,
              ElementsAre(HasSubstr("tile/entries/001 is unreadable")));
  log.storage.SetBundle({0, 1, 256}, "garbage");
  report = CheckLog(log.Input());
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
}

TEST(FsckTest, FindsLogThatWasPutBackBehindItsAnchor) {
  CheckedLog log(300);
  const CheckedLog later(700);
  FsckInput input = log.InputWithState();
  input.kept_checkpoint = *later.storage.ReadCheckpoint();
  const auto report = CheckLog(input);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences,
              ElementsAre("kept checkpoint has 700 leaves, the log 300"));
}

TEST(FsckTest, FindsCheckpointOfAnotherKey) {
  CheckedLog log(3);
  const NoteVerifier other = MakeTestNoteSigner(kOrigin, 'x').verifier();
  const auto report = CheckLog({log.storage, other, {}, {}, 100});
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(
      report->differences,
      ElementsAre("published checkpoint is not signed by the key of this log"));
}

TEST(FsckTest, LogWithoutCheckpointIsNotClean) {
  MemoryLogStorage storage;
  const NoteVerifier verifier = MakeTestNoteSigner(kOrigin).verifier();
  auto report = CheckLog({storage, verifier, {}, {}, 100});
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->clean());
  ASSERT_THAT(storage.WriteCheckpoint("garbage"), IsOk());
  report = CheckLog({storage, verifier, {}, {}, 100});
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences,
              ElementsAre(HasSubstr("published checkpoint is unreadable")));
}

TEST(FsckTest, CountsWhatItDoesNotDescribe) {
  CheckedLog log(2000);
  for (const auto& [id, octets] : log.storage.tiles()) {
    log.storage.SetTile(id, std::string(octets.size(), 'x'));
  }
  FsckInput input = log.Input();
  input.max_differences = 2;
  const auto report = CheckLog(input);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences, SizeIs(2));
  EXPECT_EQ(report->difference_count, 9);
}

TEST(FsckTest, StoreThatCannotBeReachedIsAnError) {
  CheckedLog log(3);
  log.storage.FailWith(MakeError(absl::StatusCode::kUnavailable,
                                 v1::ERROR_REASON_STORE_DOWN, "down"));
  EXPECT_THAT(CheckLog(log.Input()), HasReason(v1::ERROR_REASON_STORE_DOWN));
}

}  // namespace
}  // namespace kepil

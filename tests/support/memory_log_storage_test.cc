#include "tests/support/memory_log_storage.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MemoryLogStorageTest, HandsOutPendingLeavesInOrderAndBounded) {
  MemoryLogStorage storage;
  storage.AddPending("a");
  storage.AddPending("b");
  storage.AddPending("c");
  EXPECT_THAT(storage.ReadPending(0, 2), IsOkAndHolds(ElementsAre("a", "b")));
  EXPECT_THAT(storage.ReadPending(2, 2), IsOkAndHolds(ElementsAre("c")));
  EXPECT_THAT(storage.ReadPending(3, 2), IsOkAndHolds(IsEmpty()));
}

TEST(MemoryLogStorageTest, CommitRefusesStaleStateAndChangesNothing) {
  MemoryLogStorage storage;
  TreeState other;
  other.Append(Digest());
  IntegrationBatch batch;
  batch.tiles.emplace_back(TileId{0, 0, 1}, std::string(32, 'x'));
  EXPECT_THAT(storage.CommitIntegration(other, batch),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(storage.tiles(), IsEmpty());
}

TEST(MemoryLogStorageTest, WiderTileAnswersForNarrowerOne) {
  MemoryLogStorage storage;
  storage.SetTile({0, 0, 3}, std::string(64, 'x') + std::string(32, 'y'));
  EXPECT_THAT(storage.ReadTile({0, 0, 2}), IsOkAndHolds(std::string(64, 'x')));
  EXPECT_THAT(storage.ReadTile({0, 0, 4}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(storage.ReadTile({0, 1, 1}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
}

}  // namespace
}  // namespace kepil

#include "translog/tile_builder.h"

#include <algorithm>
#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::IsEmpty;

using Leaves = absl::Span<const std::string>;

// Every tile and bundle that a log of `leaves` has, from the naive tree.
std::map<TileId, std::string> NaiveTiles(Leaves leaves) {
  std::map<TileId, std::string> tiles;
  const int64_t size = static_cast<int64_t>(leaves.size());
  for (int level = 0; HashesAtLevel(level, size) > 0; ++level) {
    const int64_t span = int64_t{1} << (kTileHeight * level);
    for (int64_t index = 0; TileAt(level, index, size).width > 0; ++index) {
      const TileId id = TileAt(level, index, size);
      std::vector<Digest> hashes;
      for (int i = 0; i < id.width; ++i) {
        const int64_t at = index * kTileWidth + i;
        hashes.push_back(NaiveRoot(leaves.subspan(at * span, span)));
      }
      tiles[id] = EncodeTile(hashes);
    }
  }
  return tiles;
}

std::map<TileId, std::string> NaiveBundles(Leaves leaves) {
  std::map<TileId, std::string> bundles;
  const int64_t size = static_cast<int64_t>(leaves.size());
  for (int64_t index = 0; TileAt(0, index, size).width > 0; ++index) {
    const TileId id = TileAt(0, index, size);
    bundles[id] =
        *EncodeEntryBundle(leaves.subspan(index * kTileWidth, id.width));
  }
  return bundles;
}

TEST(TileBuilderTest, StepsOfAnySizeLeaveExactlyTheTilesOfTheTree) {
  const std::vector<std::string> leaves = NumberedLeaves(1200);
  for (const size_t step : {1, 7, 255, 256, 257, 1200}) {
    MemoryLogStorage storage;
    for (size_t done = 0; done < leaves.size(); done += step) {
      const size_t count = std::min(step, leaves.size() - done);
      IntegrateLeaves(storage,
                      {leaves.begin() + done, leaves.begin() + done + count});
      const size_t size = done + count;
      if (size % 256 <= 1 || size % 100 == 0 || size == leaves.size()) {
        const Leaves tree = Leaves(leaves).first(size);
        ASSERT_EQ(storage.tiles(), NaiveTiles(tree)) << step << ", " << size;
        ASSERT_EQ(storage.bundles(), NaiveBundles(tree));
      }
    }
    ASSERT_EQ(storage.ReadTreeState()->Root(), NaiveRoot(leaves));
  }
}

TEST(TileBuilderTest, ThirdLevelBeginsWhereTheSecondIsFull) {
  const std::vector<std::string> leaves = NumberedLeaves(65536 + 300);
  MemoryLogStorage storage;
  IntegrateLeaves(storage, {leaves.begin(), leaves.begin() + 65535});
  EXPECT_THAT(storage.ReadTile({1, 0, 256}),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  IntegrateLeaves(storage, {leaves.begin() + 65535, leaves.end()});
  EXPECT_EQ(storage.tiles(), NaiveTiles(leaves));
  EXPECT_EQ(storage.tiles().count({2, 0, 1}), 1u);
}

TEST(TileBuilderTest, NothingAppendedIsNothingToWrite) {
  MemoryLogStorage storage;
  IntegrateLeaves(storage, NumberedLeaves(300));
  const auto state = storage.ReadTreeState();
  auto builder = TileBuilder::Resume(*state, storage);
  ASSERT_THAT(builder, IsOk());
  const auto batch = std::move(*builder).Finish();
  ASSERT_THAT(batch, IsOk());
  EXPECT_THAT(batch->tiles, IsEmpty());
  EXPECT_THAT(batch->bundles, IsEmpty());
  EXPECT_THAT(batch->superseded_tiles, IsEmpty());
  EXPECT_EQ(batch->state, *state);
}

TEST(TileBuilderTest, RefusesToBuildOnDamagedTiles) {
  MemoryLogStorage storage;
  IntegrateLeaves(storage, NumberedLeaves(700));
  const auto state = storage.ReadTreeState();
  ASSERT_THAT(TileBuilder::Resume(*state, storage), IsOk());
  for (const TileId id : {TileId{0, 2, 188}, TileId{1, 0, 2}}) {
    const std::string good = *storage.ReadTile(id);
    std::string bad = good;
    bad.back() ^= 1;
    storage.SetTile(id, bad);
    EXPECT_THAT(TileBuilder::Resume(*state, storage),
                HasReason(v1::ERROR_REASON_STORE_CORRUPT));
    storage.RemoveTile(id);
    EXPECT_THAT(TileBuilder::Resume(*state, storage),
                HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
    storage.SetTile(id, good);
  }
}

TEST(TileBuilderTest, RefusesLeafThatNoBundleCanHold) {
  MemoryLogStorage storage;
  auto builder = TileBuilder::Resume(TreeState(), storage);
  ASSERT_THAT(builder, IsOk());
  EXPECT_THAT(builder->Append(std::string(kMaxEntryOctets, 'x')), IsOk());
  EXPECT_THAT(builder->Append(std::string(kMaxEntryOctets + 1, 'x')),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

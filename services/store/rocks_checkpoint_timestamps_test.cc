#include "services/store/rocks_checkpoint_timestamps.h"

#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

v1::CheckpointTimestamp Of(int64_t size, const std::string& token) {
  v1::CheckpointTimestamp timestamp;
  timestamp.set_tree_size(size);
  timestamp.set_token(token);
  return timestamp;
}

TEST(RocksCheckpointTimestampsTest, FindsTheOldestThatCoversALeaf) {
  RocksFolder folder;
  {
    RocksCheckpointTimestamps timestamps(folder.db());
    EXPECT_FALSE((*timestamps.Newest()).has_value());
    ASSERT_THAT(timestamps.Put(Of(300, "b")), IsOk());
    ASSERT_THAT(timestamps.Put(Of(4, "a")), IsOk());
  }
  folder.Reopen();
  RocksCheckpointTimestamps timestamps(folder.db());
  EXPECT_EQ((*timestamps.FindCovering(0))->token(), "a");
  EXPECT_EQ((*timestamps.FindCovering(3))->token(), "a");
  EXPECT_EQ((*timestamps.FindCovering(4))->token(), "b");
  EXPECT_EQ((*timestamps.FindCovering(299))->token(), "b");
  EXPECT_FALSE((*timestamps.FindCovering(300)).has_value());
  EXPECT_EQ((*timestamps.Newest())->token(), "b");
}

TEST(RocksCheckpointTimestampsTest, TheFirstOfASizeStays) {
  RocksFolder folder;
  RocksCheckpointTimestamps timestamps(folder.db());
  ASSERT_THAT(timestamps.Put(Of(4, "first")), IsOk());
  ASSERT_THAT(timestamps.Put(Of(4, "second")), IsOk());
  EXPECT_EQ((*timestamps.Newest())->token(), "first");
}

}  // namespace
}  // namespace kepil

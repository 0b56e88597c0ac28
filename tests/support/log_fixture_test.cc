#include "tests/support/log_fixture.h"

#include "gtest/gtest.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/checkpoint.h"

namespace kepil {
namespace {

TEST(LogFixtureTest, PublishesCheckpointOverTheLeaves) {
  MemoryLogStorage storage;
  MemoryLogAnchor anchor;
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const std::vector<std::string> leaves = NumberedLeaves(5);
  PublishLeaves(storage, anchor, signer, leaves);
  const auto note = storage.ReadCheckpoint();
  ASSERT_THAT(note, IsOk());
  const auto checkpoint = ParseCheckpoint(*note);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->checkpoint.tree_size, 5);
  EXPECT_EQ(checkpoint->checkpoint.root, NaiveRoot(leaves));
  EXPECT_THAT(VerifyCheckpoint(*checkpoint, signer.verifier()),
              IsOkAndHolds(CheckpointVerdict::kVerified));
}

}  // namespace
}  // namespace kepil

#include "services/receipt/group_tree.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "translog/compact_range.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

class GroupTreeTest : public testing::Test {
 protected:
  static std::vector<std::string> Bodies(int count) {
    std::vector<std::string> bodies;
    for (int i = 0; i < count; ++i) {
      bodies.push_back(absl::StrCat("body ", i));
    }
    return bodies;
  }
  static GroupTree TreeOf(const std::vector<std::string>& bodies) {
    return GroupTree(
        std::vector<absl::string_view>(bodies.begin(), bodies.end()));
  }
};

// The log's own hashing is the reference.
TEST_F(GroupTreeTest, HasTheRootOfALogWithTheseLeaves) {
  for (int count = 1; count <= kMaxGroupSize; ++count) {
    const std::vector<std::string> bodies = Bodies(count);
    CompactRange range;
    for (const std::string& body : bodies) {
      range.Append(LeafHash(body));
    }
    ASSERT_EQ(TreeOf(bodies).root(), range.Root()) << count;
  }
}

TEST_F(GroupTreeTest, EveryPathLeadsToTheRootFromItsBodyOnly) {
  for (const int count : {2, 3, 5, 8, 13, 255, 256}) {
    const std::vector<std::string> bodies = Bodies(count);
    const GroupTree tree = TreeOf(bodies);
    EXPECT_EQ(tree.size(), count);
    for (int i = 0; i < count; ++i) {
      const v1::GroupPath path = tree.PathOf(i);
      ASSERT_TRUE(LeadsToRoot(path, bodies[i], tree.root())) << i;
      const int other = (i + 1) % count;
      ASSERT_FALSE(LeadsToRoot(path, bodies[other], tree.root())) << i;
      ASSERT_FALSE(LeadsToRoot(tree.PathOf(other), bodies[i], tree.root()));
    }
  }
}

TEST_F(GroupTreeTest, AWrongIndexSizeOrHashLeadsNowhere) {
  const std::vector<std::string> bodies = Bodies(5);
  const GroupTree tree = TreeOf(bodies);
  const v1::GroupPath right = tree.PathOf(2);
  std::vector<v1::GroupPath> wrong(8, right);
  wrong[0].set_index(3);
  wrong[1].set_index(-1);
  wrong[2].set_index(5);
  wrong[3].set_size(4);
  wrong[4].set_size(9);
  wrong[5].mutable_hashes(0)->pop_back();
  wrong[6].mutable_hashes()->RemoveLast();
  wrong[7].add_hashes(right.hashes(0));
  for (const v1::GroupPath& path : wrong) {
    EXPECT_FALSE(LeadsToRoot(path, bodies[2], tree.root()))
        << path.ShortDebugString();
  }
  EXPECT_TRUE(LeadsToRoot(right, bodies[2], tree.root()));
  EXPECT_FALSE(LeadsToRoot(right, bodies[2], TreeOf(Bodies(4)).root()));
}

// A path through a node must not pass for a body.
TEST_F(GroupTreeTest, ANodeIsNoBody) {
  const std::vector<std::string> bodies = Bodies(4);
  const GroupTree tree = TreeOf(bodies);
  const std::string node =
      absl::StrCat(LeafHash(bodies[0]).bytes(), LeafHash(bodies[1]).bytes());
  v1::GroupPath path;
  path.set_size(2);
  path.add_hashes(tree.PathOf(0).hashes(1));
  EXPECT_FALSE(LeadsToRoot(path, node, tree.root()));
}

TEST_F(GroupTreeTest, OneReceiptOrTooManyAreNoGroup) {
  const std::vector<std::string> one = Bodies(1);
  EXPECT_FALSE(LeadsToRoot(TreeOf(one).PathOf(0), one[0], TreeOf(one).root()));
  const std::vector<std::string> many = Bodies(kMaxGroupSize + 1);
  const GroupTree tree = TreeOf(many);
  EXPECT_FALSE(LeadsToRoot(tree.PathOf(0), many[0], tree.root()));
}

}  // namespace
}  // namespace kepil

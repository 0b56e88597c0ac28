#include "translog/merkle_hash.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(MerkleHashTest, EmptyRootIsSha256OfNothing) {
  EXPECT_EQ(EmptyRoot().hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(MerkleHashTest, EmptyLeafHasTheKnownHash) {
  EXPECT_EQ(LeafHash("").hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(MerkleHashTest, NodeOfTwoLeavesHasTheKnownHash) {
  const std::string zero = absl::HexStringToBytes("00");
  EXPECT_EQ(NodeHash(LeafHash(""), LeafHash(zero)).hex(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(MerkleHashTest, NodeCannotBePassedOffAsLeaf) {
  const Digest a = LeafHash("a");
  const Digest b = LeafHash("b");
  const std::string children = absl::StrCat(a.bytes(), b.bytes());
  EXPECT_NE(LeafHash(children), NodeHash(a, b));
  EXPECT_NE(LeafHash(children), Sha256(children));
  EXPECT_NE(NodeHash(a, b), NodeHash(b, a));
}

}  // namespace
}  // namespace kepil

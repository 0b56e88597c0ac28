#include "tests/support/naive_merkle.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NaiveMerkleTest, ThreeLeavesAreSplitTwoAndOne) {
  const std::vector<std::string> leaves = {"", absl::HexStringToBytes("00"),
                                           absl::HexStringToBytes("10")};
  EXPECT_EQ(NaiveRoot(leaves).hex(),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  const absl::Span<const std::string> all = leaves;
  EXPECT_THAT(NaivePath(2, leaves), ElementsAre(NaiveRoot(all.first(2))));
  EXPECT_THAT(NaiveConsistency(2, leaves),
              ElementsAre(NaiveRoot(all.subspan(2))));
  EXPECT_THAT(NaivePath(0, all.first(1)), IsEmpty());
}

}  // namespace
}  // namespace kepil

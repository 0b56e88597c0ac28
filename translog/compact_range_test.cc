#include "translog/compact_range.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

TEST(CompactRangeTest, RootsMatchTheVectorsOfCertificateTransparency) {
  const char* const kLeaves[] = {"",
                                 "00",
                                 "10",
                                 "2021",
                                 "3031",
                                 "40414243",
                                 "5051525354555657",
                                 "606162636465666768696a6b6c6d6e6f"};
  const char* const kRoots[] = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  CompactRange range;
  EXPECT_EQ(range.Root(), EmptyRoot());
  for (int i = 0; i < 8; ++i) {
    range.Append(LeafHash(absl::HexStringToBytes(kLeaves[i])));
    EXPECT_EQ(range.Root().hex(), kRoots[i]) << "size " << i + 1;
  }
}

TEST(CompactRangeTest, RootIsTheNaiveOneAtEverySize) {
  const std::vector<std::string> leaves = NumberedLeaves(300);
  CompactRange range;
  for (size_t n = 1; n <= leaves.size(); ++n) {
    range.Append(LeafHash(leaves[n - 1]));
    ASSERT_EQ(range.size(), static_cast<int64_t>(n));
    ASSERT_EQ(range.Root(),
              NaiveRoot(absl::Span<const std::string>(leaves).first(n)))
        << n;
  }
}

TEST(CompactRangeTest, VisitsEveryNodeThatBecomesComplete) {
  const std::vector<std::string> leaves = NumberedLeaves(8);
  CompactRange range;
  std::vector<std::pair<int, int64_t>> seen;
  for (const std::string& leaf : leaves) {
    range.Append(LeafHash(leaf), [&](int level, int64_t index,
                                     const Digest& hash) {
      seen.emplace_back(level, index);
      EXPECT_EQ(hash, NaiveRoot(absl::Span<const std::string>(leaves).subspan(
                          index << level, size_t{1} << level)));
    });
  }
  using Node = std::pair<int, int64_t>;
  EXPECT_THAT(
      seen, testing::ElementsAre(Node(0, 0), Node(0, 1), Node(1, 0), Node(0, 2),
                                 Node(0, 3), Node(1, 1), Node(2, 0), Node(0, 4),
                                 Node(0, 5), Node(1, 2), Node(0, 6), Node(0, 7),
                                 Node(1, 3), Node(2, 1), Node(3, 0)));
}

TEST(CompactRangeTest, SurvivesSerialisationAndGoesOn) {
  CompactRange range;
  EXPECT_THAT(CompactRange::Parse(range.Serialize()), IsOkAndHolds(range));
  for (const std::string& leaf : NumberedLeaves(77)) {
    range.Append(LeafHash(leaf));
  }
  absl::StatusOr<CompactRange> copy = CompactRange::Parse(range.Serialize());
  ASSERT_THAT(copy, IsOkAndHolds(range));
  copy->Append(LeafHash("next"));
  EXPECT_NE(*copy, range);
  range.Append(LeafHash("next"));
  EXPECT_EQ(copy->Root(), range.Root());
}

TEST(CompactRangeTest, RefusesOctetsThatAreNoState) {
  CompactRange range;
  range.Append(LeafHash("a"));
  const std::string good = range.Serialize();
  const std::string bad[] = {
      "",
      "1234567",
      good.substr(0, good.size() - 1),
      good + "x",
      good + std::string(32, 'x'),
      std::string(8, '\xff') + std::string(64 * 32, 'x')};
  for (const std::string& octets : bad) {
    EXPECT_THAT(CompactRange::Parse(octets),
                HasReason(v1::ERROR_REASON_STORE_CORRUPT))
        << octets.size();
  }
}

}  // namespace
}  // namespace kepil

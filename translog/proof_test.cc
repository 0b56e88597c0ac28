#include "translog/proof.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

using Leaves = absl::Span<const std::string>;

constexpr int kExhaustiveSize = 70;

Digest FlipBit(const Digest& digest, int bit) {
  std::string octets(digest.bytes());
  octets[bit / 8] = static_cast<char>(octets[bit / 8] ^ 1 << bit % 8);
  return *Digest::FromBytes(octets);
}

// Proofs of every old size come from the newest tiles: partial ones of the
// past are gone.
MemoryLogStorage& Integrated(MemoryLogStorage& storage,
                             const std::vector<std::string>& leaves) {
  IntegrateLeaves(storage, leaves);
  return storage;
}

TEST(ProofTest, InclusionIsTheNaivePathForAllSmallTrees) {
  const std::vector<std::string> leaves = NumberedLeaves(kExhaustiveSize);
  MemoryLogStorage storage;
  Integrated(storage, leaves);
  for (int64_t size = 1; size <= kExhaustiveSize; ++size) {
    const Leaves tree = Leaves(leaves).first(size);
    const Digest root = NaiveRoot(tree);
    for (int64_t index = 0; index < size; ++index) {
      const auto proof = MakeInclusionProof(index, size, storage);
      ASSERT_THAT(proof, IsOk());
      ASSERT_EQ(proof->hashes, NaivePath(index, tree)) << index << "/" << size;
      ASSERT_TRUE(VerifyInclusion(*proof, LeafHash(leaves[index]), root));
    }
  }
}

TEST(ProofTest, InclusionProvesNoOtherIndexOrLeafInSmallTrees) {
  const std::vector<std::string> leaves = NumberedLeaves(20);
  for (int64_t size = 1; size <= 20; ++size) {
    const Leaves tree = Leaves(leaves).first(size);
    const Digest root = NaiveRoot(tree);
    for (int64_t index = 0; index < size; ++index) {
      for (int64_t claimed = -1; claimed <= size; ++claimed) {
        const InclusionProof proof{claimed, size, NaivePath(index, tree)};
        EXPECT_EQ(VerifyInclusion(proof, LeafHash(leaves[index]), root),
                  claimed == index)
            << index << " as " << claimed << " of " << size;
      }
    }
  }
}

TEST(ProofTest, ConsistencyIsTheNaiveProofForAllSmallTrees) {
  const std::vector<std::string> leaves = NumberedLeaves(kExhaustiveSize);
  MemoryLogStorage storage;
  Integrated(storage, leaves);
  for (int64_t size = 0; size <= kExhaustiveSize; ++size) {
    const Leaves tree = Leaves(leaves).first(size);
    const Digest root = NaiveRoot(tree);
    for (int64_t old_size = 0; old_size <= size; ++old_size) {
      const auto proof = MakeConsistencyProof(old_size, size, storage);
      ASSERT_THAT(proof, IsOk());
      if (old_size == 0 || old_size == size) {
        ASSERT_THAT(proof->hashes, testing::IsEmpty());
      } else {
        ASSERT_EQ(proof->hashes, NaiveConsistency(old_size, tree))
            << old_size << " to " << size;
      }
      const Digest old_root = NaiveRoot(tree.first(old_size));
      ASSERT_TRUE(VerifyConsistency(*proof, old_root, root))
          << old_size << " to " << size;
      ASSERT_FALSE(VerifyConsistency(*proof, FlipBit(old_root, 0), root));
      // An empty tree is continued by anything.
      ASSERT_EQ(VerifyConsistency(*proof, old_root, FlipBit(root, 255)),
                old_size == 0 && size != 0);
    }
  }
}

TEST(ProofTest, RefusesSizesAndIndexesOutOfRange) {
  MemoryLogStorage storage;
  Integrated(storage, NumberedLeaves(3));
  for (const auto& [index, size] :
       {std::pair<int64_t, int64_t>(-1, 3), {3, 3}, {0, 0}, {INT64_MAX, 3}}) {
    EXPECT_THAT(MakeInclusionProof(index, size, storage),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
    EXPECT_FALSE(VerifyInclusion({index, size, {}}, Digest(), Digest()));
  }
  for (const auto& [old_size, new_size] :
       {std::pair<int64_t, int64_t>(-1, 3), {4, 3}, {1, -1}}) {
    EXPECT_THAT(MakeConsistencyProof(old_size, new_size, storage),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
    EXPECT_FALSE(
        VerifyConsistency({old_size, new_size, {}}, Digest(), Digest()));
  }
}

TEST(ProofTest, ReportsTilesThatAreMissingOrMalformed) {
  MemoryLogStorage storage;
  Integrated(storage, NumberedLeaves(3));
  EXPECT_THAT(MakeInclusionProof(1, 4, storage),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  EXPECT_THAT(MakeInclusionProof(1, INT64_MAX, storage),
              HasReason(v1::ERROR_REASON_TILE_UNKNOWN));
  storage.SetTile({0, 0, 3}, "short");
  EXPECT_THAT(MakeConsistencyProof(1, 3, storage),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

TEST(ProofTest, RefusesProofThatIsTooShortOrTooLong) {
  const std::vector<std::string> leaves = NumberedLeaves(13);
  const Digest root = NaiveRoot(leaves);
  InclusionProof inclusion{5, 13, NaivePath(5, leaves)};
  inclusion.hashes.push_back(Digest());
  EXPECT_FALSE(VerifyInclusion(inclusion, LeafHash(leaves[5]), root));
  inclusion.hashes.resize(inclusion.hashes.size() - 2);
  EXPECT_FALSE(VerifyInclusion(inclusion, LeafHash(leaves[5]), root));

  const Digest old_root = NaiveRoot(Leaves(leaves).first(6));
  ConsistencyProof consistency{6, 13, NaiveConsistency(6, leaves)};
  consistency.hashes.push_back(Digest());
  EXPECT_FALSE(VerifyConsistency(consistency, old_root, root));
  consistency.hashes.resize(consistency.hashes.size() - 2);
  EXPECT_FALSE(VerifyConsistency(consistency, old_root, root));
  consistency.hashes.clear();
  EXPECT_FALSE(VerifyConsistency(consistency, old_root, root));
  EXPECT_FALSE(VerifyConsistency({0, 13, {root}}, EmptyRoot(), root));
  EXPECT_FALSE(VerifyConsistency({13, 13, {root}}, root, root));
  EXPECT_FALSE(VerifyConsistency({0, 0, {}}, root, root));
}

// Flips every bit of what `proof` rests on, one at a time.
void ExpectEveryFlipToFailInclusion(const InclusionProof& proof,
                                    const std::string& leaf,
                                    const Digest& root) {
  for (int bit = 0; bit < 256; ++bit) {
    ASSERT_FALSE(VerifyInclusion(proof, LeafHash(leaf), FlipBit(root, bit)));
    ASSERT_FALSE(VerifyInclusion(proof, FlipBit(LeafHash(leaf), bit), root));
    for (size_t i = 0; i < proof.hashes.size(); ++i) {
      InclusionProof damaged = proof;
      damaged.hashes[i] = FlipBit(damaged.hashes[i], bit);
      ASSERT_FALSE(VerifyInclusion(damaged, LeafHash(leaf), root));
    }
  }
  for (int bit = 0; bit < 8 * static_cast<int>(leaf.size()); ++bit) {
    std::string damaged = leaf;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    ASSERT_FALSE(VerifyInclusion(proof, LeafHash(damaged), root));
  }
  for (int bit = 0; bit < 64; ++bit) {
    InclusionProof damaged = proof;
    damaged.index = static_cast<int64_t>(static_cast<uint64_t>(proof.index) ^
                                         uint64_t{1} << bit);
    ASSERT_FALSE(VerifyInclusion(damaged, LeafHash(leaf), root)) << bit;
  }
}

void ExpectEveryFlipToFailConsistency(const ConsistencyProof& proof,
                                      const Digest& old_root,
                                      const Digest& new_root) {
  for (int bit = 0; bit < 256; ++bit) {
    ASSERT_FALSE(VerifyConsistency(proof, FlipBit(old_root, bit), new_root));
    ASSERT_FALSE(VerifyConsistency(proof, old_root, FlipBit(new_root, bit)));
    for (size_t i = 0; i < proof.hashes.size(); ++i) {
      ConsistencyProof damaged = proof;
      damaged.hashes[i] = FlipBit(damaged.hashes[i], bit);
      ASSERT_FALSE(VerifyConsistency(damaged, old_root, new_root));
    }
  }
}

TEST(ProofTest, RandomTreesAgreeWithTheNaiveOnesAndNoFlippedBitPasses) {
  std::mt19937_64 random(20240611);  // Fixed: the same trees on every run.
  const std::vector<std::string> leaves = NumberedLeaves(3000);
  MemoryLogStorage storage;
  Integrated(storage, leaves);
  for (int round = 0; round < 12; ++round) {
    const int64_t size = 1 + static_cast<int64_t>(random() % leaves.size());
    const Leaves tree = Leaves(leaves).first(size);
    const Digest root = NaiveRoot(tree);
    ASSERT_THAT(MakeRoot(size, storage), IsOkAndHolds(root)) << size;

    const int64_t index = static_cast<int64_t>(random() % size);
    const auto inclusion = MakeInclusionProof(index, size, storage);
    ASSERT_THAT(inclusion, IsOk());
    ASSERT_EQ(inclusion->hashes, NaivePath(index, tree));
    ASSERT_TRUE(VerifyInclusion(*inclusion, LeafHash(leaves[index]), root));
    ExpectEveryFlipToFailInclusion(*inclusion, leaves[index], root);

    const int64_t old_size = 1 + static_cast<int64_t>(random() % size);
    const auto consistency = MakeConsistencyProof(old_size, size, storage);
    ASSERT_THAT(consistency, IsOk());
    const Digest old_root = NaiveRoot(tree.first(old_size));
    ASSERT_TRUE(VerifyConsistency(*consistency, old_root, root));
    ExpectEveryFlipToFailConsistency(*consistency, old_root, root);
  }
}

TEST(ProofTest, TreesAcrossTileLevelsAgreeWithTheNaiveOnes) {
  const std::vector<std::string> leaves = NumberedLeaves(66000);
  MemoryLogStorage storage;
  Integrated(storage, leaves);
  for (const int64_t size : {255, 256, 257, 65535, 65536, 65537, 66000}) {
    const Leaves tree = Leaves(leaves).first(size);
    const Digest root = NaiveRoot(tree);
    EXPECT_THAT(MakeRoot(size, storage), IsOkAndHolds(root)) << size;
    for (const int64_t index : {int64_t{0}, size / 2, size - 1}) {
      const auto inclusion = MakeInclusionProof(index, size, storage);
      ASSERT_THAT(inclusion, IsOk());
      EXPECT_TRUE(VerifyInclusion(*inclusion, LeafHash(leaves[index]), root))
          << index << "/" << size;
    }
    for (const int64_t old_size : {int64_t{1}, size / 3, size - 1}) {
      const auto consistency = MakeConsistencyProof(old_size, size, storage);
      ASSERT_THAT(consistency, IsOk());
      EXPECT_TRUE(VerifyConsistency(*consistency,
                                    NaiveRoot(tree.first(old_size)), root))
          << old_size << " to " << size;
    }
  }
}

}  // namespace
}  // namespace kepil

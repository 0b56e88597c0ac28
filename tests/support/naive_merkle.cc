#include "tests/support/naive_merkle.h"

#include "absl/strings/str_cat.h"

namespace kepil {
namespace {

using Leaves = absl::Span<const std::string>;

size_t LargestPowerOfTwoBelow(size_t n) {
  size_t k = 1;
  while (2 * k < n) {
    k *= 2;
  }
  return k;
}

std::vector<Digest> SubProof(size_t m, Leaves leaves, bool whole) {
  if (m == leaves.size()) {
    return whole ? std::vector<Digest>()
                 : std::vector<Digest>{NaiveRoot(leaves)};
  }
  const size_t k = LargestPowerOfTwoBelow(leaves.size());
  std::vector<Digest> proof;
  if (m <= k) {
    proof = SubProof(m, leaves.first(k), whole);
    proof.push_back(NaiveRoot(leaves.subspan(k)));
  } else {
    proof = SubProof(m - k, leaves.subspan(k), false);
    proof.push_back(NaiveRoot(leaves.first(k)));
  }
  return proof;
}

}  // namespace

Digest NaiveRoot(Leaves leaves) {
  if (leaves.empty()) {
    return Sha256("");
  }
  if (leaves.size() == 1) {
    return Sha256(absl::StrCat(absl::string_view("\0", 1), leaves[0]));
  }
  const size_t k = LargestPowerOfTwoBelow(leaves.size());
  return Sha256(absl::StrCat("\1", NaiveRoot(leaves.first(k)).bytes(),
                             NaiveRoot(leaves.subspan(k)).bytes()));
}

std::vector<Digest> NaivePath(int64_t index, Leaves leaves) {
  if (leaves.size() == 1) {
    return {};
  }
  const size_t k = LargestPowerOfTwoBelow(leaves.size());
  std::vector<Digest> path;
  if (static_cast<size_t>(index) < k) {
    path = NaivePath(index, leaves.first(k));
    path.push_back(NaiveRoot(leaves.subspan(k)));
  } else {
    path = NaivePath(index - static_cast<int64_t>(k), leaves.subspan(k));
    path.push_back(NaiveRoot(leaves.first(k)));
  }
  return path;
}

std::vector<Digest> NaiveConsistency(int64_t old_size, Leaves leaves) {
  return SubProof(static_cast<size_t>(old_size), leaves, true);
}

std::vector<std::string> NumberedLeaves(int64_t count) {
  std::vector<std::string> leaves;
  for (int64_t i = 0; i < count; ++i) {
    leaves.push_back(absl::StrCat("leaf ", i, std::string(i % 7, '.')));
  }
  return leaves;
}

}  // namespace kepil

#include "services/receipt/group_tree.h"

#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "translog/merkle_hash.h"
#include "translog/proof.h"

namespace kepil {

GroupTree::GroupTree(absl::Span<const absl::string_view> bodies) {
  KEPIL_CHECK(!bodies.empty());
  std::vector<Digest> level;
  level.reserve(bodies.size());
  for (const absl::string_view body : bodies) {
    level.push_back(LeafHash(body));
  }
  levels_.push_back(std::move(level));
  while (levels_.back().size() > 1) {
    const std::vector<Digest>& below = levels_.back();
    std::vector<Digest> above;
    for (size_t i = 0; i + 1 < below.size(); i += 2) {
      above.push_back(NodeHash(below[i], below[i + 1]));
    }
    if (below.size() % 2 == 1) {  // Is its own parent: RFC 6962 splits so.
      above.push_back(below.back());
    }
    levels_.push_back(std::move(above));
  }
}

v1::GroupPath GroupTree::PathOf(int64_t index) const {
  v1::GroupPath path;
  path.set_index(index);
  path.set_size(size());
  size_t at = static_cast<size_t>(index);
  for (const std::vector<Digest>& level : levels_) {
    const size_t sibling = at ^ 1;
    if (sibling < level.size()) {
      path.add_hashes(std::string(level[sibling].bytes()));
    }
    at /= 2;
  }
  return path;
}

bool LeadsToRoot(const v1::GroupPath& path, absl::string_view body,
                 const Digest& root) {
  if (path.size() < 2 || path.size() > kMaxGroupSize) {
    return false;
  }
  InclusionProof proof;
  proof.index = path.index();
  proof.tree_size = path.size();
  for (const std::string& octets : path.hashes()) {
    const absl::StatusOr<Digest> hash = Digest::FromBytes(octets);
    if (!hash.ok()) {
      return false;
    }
    proof.hashes.push_back(*hash);
  }
  return VerifyInclusion(proof, LeafHash(body), root);
}

}  // namespace kepil

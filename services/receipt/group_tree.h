#ifndef KEPIL_SERVICES_RECEIPT_GROUP_TREE_H_
#define KEPIL_SERVICES_RECEIPT_GROUP_TREE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// Most receipts that one DVC speaks for.
inline constexpr int kMaxGroupSize = 256;

// GroupTree is the Merkle tree over the bodies of a group of receipts, hashed
// as the log is (RFC 6962, 2.1): bodies are salted, so a path tells nothing of
// the other members. Immutable.
class GroupTree {
 public:
  // Leaves in the order of `bodies`.
  explicit GroupTree(absl::Span<const absl::string_view> bodies);

  int64_t size() const { return static_cast<int64_t>(levels_[0].size()); }
  const Digest& root() const { return levels_.back()[0]; }
  // From the body at `index`, 0 <= index < size(), to the root.
  v1::GroupPath PathOf(int64_t index) const;

 private:
  // From the leaves' hashes up; the root alone is the last.
  std::vector<std::vector<Digest>> levels_;
};

// Whether `path` leads from `body` to `root`. Total: false for any path that
// does not prove it, one of no group (under 2 or over kMaxGroupSize) included.
bool LeadsToRoot(const v1::GroupPath& path, absl::string_view body,
                 const Digest& root);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_GROUP_TREE_H_

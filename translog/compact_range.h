#ifndef KEPIL_TRANSLOG_COMPACT_RANGE_H_
#define KEPIL_TRANSLOG_COMPACT_RANGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"

namespace kepil {

// CompactRange is the right edge of a Merkle tree: the roots of its maximal
// complete subtrees, largest first, one per set bit of the size (at most 63).
// It is all that is needed to append leaves and to know the root. Value type.
class CompactRange {
 public:
  // A node that has just become complete: the root of the 2^level leaves that
  // start at index * 2^level.
  using NodeVisitor =
      absl::FunctionRef<void(int level, int64_t index, const Digest& hash)>;

  CompactRange() = default;  // The empty tree.
  // Reads what Serialize wrote. DATA_LOSS/STORE_CORRUPT for anything else.
  static absl::StatusOr<CompactRange> Parse(absl::string_view octets);
  // The size in 8 octets, big-endian, then the hashes.
  std::string Serialize() const;

  // Appends one leaf by its LeafHash. `visit` sees the leaf (level 0) and then
  // every node that it completes, lowest first.
  void Append(const Digest& leaf_hash, NodeVisitor visit);
  void Append(const Digest& leaf_hash);

  int64_t size() const { return size_; }
  const std::vector<Digest>& hashes() const { return hashes_; }
  // MTH of RFC 6962, 2.1; EmptyRoot() for the empty tree.
  Digest Root() const;

  friend bool operator==(const CompactRange& a, const CompactRange& b) {
    return a.size_ == b.size_ && a.hashes_ == b.hashes_;
  }
  friend bool operator!=(const CompactRange& a, const CompactRange& b) {
    return !(a == b);
  }

 private:
  int64_t size_ = 0;
  std::vector<Digest> hashes_;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_COMPACT_RANGE_H_

#include "translog/proof.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/merkle_hash.h"
#include "translog/tile_layout.h"

namespace kepil {
namespace {

// Largest power of two below `n`, as an exponent; n > 1.
int SplitLevel(int64_t n) {
  int level = 0;
  while (level < 62 && int64_t{1} << (level + 1) < n) {
    ++level;
  }
  return level;
}

// SubtreeReader hashes ranges of leaves from the tiles of one tree size, each
// tile read at most once.
class SubtreeReader {
 public:
  SubtreeReader(const LogSource& source, int64_t tree_size)
      : source_(source), tree_size_(tree_size) {}

  // MTH of leaves [begin, end), where `begin` is a multiple of the largest
  // power of two that fits into the range: every range met in RFC 9162, 2.1.
  absl::StatusOr<Digest> Range(int64_t begin, int64_t end) {
    // Complete subtrees from left to right, folded from the right.
    std::vector<Digest> subtrees;
    while (end - begin > 1) {
      const int level = SplitLevel(end - begin);
      if (int64_t{1} << level == (end - begin) / 2 && (end - begin) % 2 == 0) {
        break;  // Complete as a whole.
      }
      KEPIL_ASSIGN_OR_RETURN(Digest left, Node(level, begin >> level));
      subtrees.push_back(left);
      begin += int64_t{1} << level;
    }
    const int level = end - begin == 1 ? 0 : SplitLevel(end - begin) + 1;
    KEPIL_ASSIGN_OR_RETURN(Digest hash, Node(level, begin >> level));
    for (; !subtrees.empty(); subtrees.pop_back()) {
      hash = NodeHash(subtrees.back(), hash);
    }
    return hash;
  }

 private:
  // Root of the 2^level leaves from index * 2^level on.
  absl::StatusOr<Digest> Node(int level, int64_t index) {
    const int tile_level = level / kTileHeight;
    const int height = level % kTileHeight;
    const int64_t first = index << height;
    KEPIL_ASSIGN_OR_RETURN(const std::vector<Digest>* tile,
                           Tile(tile_level, first / kTileWidth));
    const auto begin = tile->begin() + first % kTileWidth;
    if (tile->end() - begin < int64_t{1} << height) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_STORE_CORRUPT, "tile is too narrow");
    }
    std::vector<Digest> row(begin, begin + (int64_t{1} << height));
    for (; row.size() > 1; row.resize(row.size() / 2)) {
      for (size_t i = 0; i < row.size() / 2; ++i) {
        row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
      }
    }
    return row[0];
  }

  absl::StatusOr<const std::vector<Digest>*> Tile(int level, int64_t index) {
    const TileId id = TileAt(level, index, tree_size_);
    const auto known = tiles_.find(id);
    if (known != tiles_.end()) {
      return &known->second;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::string octets, source_.ReadTile(id));
    absl::StatusOr<std::vector<Digest>> hashes = DecodeTile(octets, id.width);
    if (!hashes.ok()) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_STORE_CORRUPT,
                       hashes.status().message());
    }
    return &tiles_.emplace(id, *std::move(hashes)).first->second;
  }

  const LogSource& source_;
  const int64_t tree_size_;
  std::map<TileId, std::vector<Digest>> tiles_;
};

// The walk of RFC 9162, 2.1.4.1 below the root: hashes from the top down, as
// SUBPROOF(old_size, [0, new_size), true) meets them.
absl::StatusOr<std::vector<Digest>> WalkToOldTree(int64_t old_size,
                                                  int64_t new_size,
                                                  SubtreeReader& reader) {
  std::vector<Digest> hashes;
  int64_t begin = 0;
  int64_t end = new_size;
  while (end != old_size) {
    const int64_t middle = begin + (int64_t{1} << SplitLevel(end - begin));
    if (old_size <= middle) {
      KEPIL_ASSIGN_OR_RETURN(Digest hash, reader.Range(middle, end));
      hashes.push_back(hash);
      end = middle;
    } else {
      KEPIL_ASSIGN_OR_RETURN(Digest hash, reader.Range(begin, middle));
      hashes.push_back(hash);
      begin = middle;
    }
  }
  if (begin != 0) {  // The old tree is not a subtree that the verifier knows.
    KEPIL_ASSIGN_OR_RETURN(Digest hash, reader.Range(begin, end));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace

absl::StatusOr<InclusionProof> MakeInclusionProof(int64_t index,
                                                  int64_t tree_size,
                                                  const LogSource& source) {
  if (index < 0 || index >= tree_size) {
    return MalformedError("leaf index is not below the tree size");
  }
  SubtreeReader reader(source, tree_size);
  InclusionProof proof;
  proof.index = index;
  proof.tree_size = tree_size;
  int64_t begin = 0;
  int64_t end = tree_size;
  while (end - begin > 1) {
    const int64_t middle = begin + (int64_t{1} << SplitLevel(end - begin));
    if (index < middle) {
      KEPIL_ASSIGN_OR_RETURN(Digest hash, reader.Range(middle, end));
      proof.hashes.push_back(hash);
      end = middle;
    } else {
      KEPIL_ASSIGN_OR_RETURN(Digest hash, reader.Range(begin, middle));
      proof.hashes.push_back(hash);
      begin = middle;
    }
  }
  std::reverse(proof.hashes.begin(), proof.hashes.end());
  return proof;
}

absl::StatusOr<ConsistencyProof> MakeConsistencyProof(int64_t old_size,
                                                      int64_t new_size,
                                                      const LogSource& source) {
  if (old_size < 0 || old_size > new_size) {
    return MalformedError("old tree size is not within the new one");
  }
  ConsistencyProof proof;
  proof.old_size = old_size;
  proof.new_size = new_size;
  if (old_size > 0 && old_size < new_size) {
    SubtreeReader reader(source, new_size);
    KEPIL_ASSIGN_OR_RETURN(proof.hashes,
                           WalkToOldTree(old_size, new_size, reader));
    std::reverse(proof.hashes.begin(), proof.hashes.end());
  }
  return proof;
}

absl::StatusOr<Digest> MakeRoot(int64_t tree_size, const LogSource& source) {
  if (tree_size < 0) {
    return MalformedError("tree size is negative");
  }
  if (tree_size == 0) {
    return EmptyRoot();
  }
  return SubtreeReader(source, tree_size).Range(0, tree_size);
}

bool VerifyInclusion(const InclusionProof& proof, const Digest& leaf_hash,
                     const Digest& root) {
  if (proof.index < 0 || proof.index >= proof.tree_size) {
    return false;
  }
  int64_t fn = proof.index;
  int64_t sn = proof.tree_size - 1;
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof.hashes) {
    if (sn == 0) {
      return false;
    }
    if ((fn & 1) != 0 || fn == sn) {
      hash = NodeHash(sibling, hash);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

bool VerifyConsistency(const ConsistencyProof& proof, const Digest& old_root,
                       const Digest& new_root) {
  if (proof.old_size < 0 || proof.old_size > proof.new_size) {
    return false;
  }
  if (proof.old_size == proof.new_size) {
    return proof.hashes.empty() && old_root == new_root &&
           (proof.old_size != 0 || old_root == EmptyRoot());
  }
  if (proof.old_size == 0) {
    return proof.hashes.empty() && old_root == EmptyRoot();
  }
  if (proof.hashes.empty()) {
    return false;
  }
  int64_t fn = proof.old_size - 1;
  int64_t sn = proof.new_size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  // Where the old tree is one complete subtree, its root is left out of the
  // proof: the verifier starts from the root it was given.
  const bool complete = fn == 0;
  auto next = proof.hashes.begin();
  Digest old_hash = complete ? old_root : *next;
  Digest new_hash = old_hash;
  if (!complete) {
    ++next;
  }
  for (; next != proof.hashes.end(); ++next) {
    if (sn == 0) {
      return false;
    }
    if ((fn & 1) != 0 || fn == sn) {
      old_hash = NodeHash(*next, old_hash);
      new_hash = NodeHash(*next, new_hash);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, *next);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace kepil

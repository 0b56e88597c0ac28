#ifndef KEPIL_TRANSLOG_PROOF_H_
#define KEPIL_TRANSLOG_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/crypto/digest.h"
#include "translog/log_source.h"

namespace kepil {

// InclusionProof shows that a leaf is at `index` of the tree of `tree_size`
// leaves with a given root (RFC 9162, 2.1.3): at most 63 hashes, lowest first.
struct InclusionProof {
  int64_t index = 0;
  int64_t tree_size = 0;
  std::vector<Digest> hashes;
};

// ConsistencyProof shows that the tree of `new_size` leaves starts with the
// tree of `old_size` leaves (RFC 9162, 2.1.4): at most 64 hashes. It is empty
// where old_size is 0 or equals new_size.
struct ConsistencyProof {
  int64_t old_size = 0;
  int64_t new_size = 0;
  std::vector<Digest> hashes;
};

// Make a proof from the tiles of `source`, which must reach `tree_size` or
// `new_size`. INVALID_ARGUMENT/REQUEST_MALFORMED unless 0 <= index < tree_size,
// or 0 <= old_size <= new_size; DATA_LOSS/STORE_CORRUPT for a malformed tile;
// errors of `source` as they are. What comes out is no better than the tiles:
// check it against a root that is known.
absl::StatusOr<InclusionProof> MakeInclusionProof(int64_t index,
                                                  int64_t tree_size,
                                                  const LogSource& source);
absl::StatusOr<ConsistencyProof> MakeConsistencyProof(int64_t old_size,
                                                      int64_t new_size,
                                                      const LogSource& source);
// The root of the first `tree_size` leaves, from tiles; errors as above.
absl::StatusOr<Digest> MakeRoot(int64_t tree_size, const LogSource& source);

// RFC 9162, 2.1.3.2. Total: false for any input that does not prove it.
bool VerifyInclusion(const InclusionProof& proof, const Digest& leaf_hash,
                     const Digest& root);
// RFC 9162, 2.1.4.2. An empty old tree is consistent with every tree, if
// `old_root` is EmptyRoot() and the proof is empty.
bool VerifyConsistency(const ConsistencyProof& proof, const Digest& old_root,
                       const Digest& new_root);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_PROOF_H_

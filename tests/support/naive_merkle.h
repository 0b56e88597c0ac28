#ifndef KEPIL_TESTS_SUPPORT_NAIVE_MERKLE_H_
#define KEPIL_TESTS_SUPPORT_NAIVE_MERKLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/crypto/digest.h"

namespace kepil {

// RFC 6962, 2.1, as it is written: recursive, over leaves in memory, nothing
// shared with translog. What the real functions are checked against.
Digest NaiveRoot(absl::Span<const std::string> leaves);
// PATH(index, leaves), 2.1.1.
std::vector<Digest> NaivePath(int64_t index,
                              absl::Span<const std::string> leaves);
// PROOF(old_size, leaves), 2.1.2; 0 < old_size < leaves.size().
std::vector<Digest> NaiveConsistency(int64_t old_size,
                                     absl::Span<const std::string> leaves);

// Leaves "leaf 0", "leaf 1" and so on, of changing length.
std::vector<std::string> NumberedLeaves(int64_t count);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_NAIVE_MERKLE_H_

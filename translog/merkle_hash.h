#ifndef KEPIL_TRANSLOG_MERKLE_HASH_H_
#define KEPIL_TRANSLOG_MERKLE_HASH_H_

#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"

namespace kepil {

// Hashing of RFC 6962, section 2.1, over SHA-256. Leaves and nodes are hashed
// in separate domains, so a node can never be passed off as a leaf.

// The root of the tree without leaves: SHA-256 of no octets.
Digest EmptyRoot();
// SHA-256(0x00 || leaf).
Digest LeafHash(absl::string_view leaf);
// SHA-256(0x01 || left || right).
Digest NodeHash(const Digest& left, const Digest& right);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_MERKLE_HASH_H_

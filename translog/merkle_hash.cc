#include "translog/merkle_hash.h"

#include <array>
#include <cstring>
#include <string>

namespace kepil {

Digest EmptyRoot() { return Sha256(""); }

Digest LeafHash(absl::string_view leaf) {
  std::string octets;
  octets.reserve(1 + leaf.size());
  octets.push_back('\x00');
  octets.append(leaf.data(), leaf.size());
  return Sha256(octets);
}

Digest NodeHash(const Digest& left, const Digest& right) {
  std::array<char, 1 + 2 * Digest::kSize> octets;
  octets[0] = '\x01';
  std::memcpy(&octets[1], left.bytes().data(), Digest::kSize);
  std::memcpy(&octets[1 + Digest::kSize], right.bytes().data(), Digest::kSize);
  return Sha256(absl::string_view(octets.data(), octets.size()));
}

}  // namespace kepil

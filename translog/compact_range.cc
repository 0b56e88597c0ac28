#include "translog/compact_range.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

constexpr size_t kSizeOctets = 8;

absl::Status Corrupt() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_STORE_CORRUPT,
                   "stored tree state is not a compact range");
}

int CountBits(uint64_t value) {
  int count = 0;
  for (; value != 0; value &= value - 1) {
    ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<CompactRange> CompactRange::Parse(absl::string_view octets) {
  if (octets.size() < kSizeOctets) {
    return Corrupt();
  }
  uint64_t size = 0;
  for (size_t i = 0; i < kSizeOctets; ++i) {
    size = size << 8 | static_cast<uint8_t>(octets[i]);
  }
  octets.remove_prefix(kSizeOctets);
  if (size > static_cast<uint64_t>(INT64_MAX) ||
      octets.size() != static_cast<size_t>(CountBits(size)) * Digest::kSize) {
    return Corrupt();
  }
  CompactRange range;
  range.size_ = static_cast<int64_t>(size);
  for (; !octets.empty(); octets.remove_prefix(Digest::kSize)) {
    KEPIL_ASSIGN_OR_RETURN(Digest hash,
                           Digest::FromBytes(octets.substr(0, Digest::kSize)));
    range.hashes_.push_back(hash);
  }
  return range;
}

std::string CompactRange::Serialize() const {
  std::string octets;
  octets.reserve(kSizeOctets + hashes_.size() * Digest::kSize);
  for (int shift = 56; shift >= 0; shift -= 8) {
    octets.push_back(static_cast<char>(size_ >> shift & 0xff));
  }
  for (const Digest& hash : hashes_) {
    octets.append(hash.bytes().data(), hash.bytes().size());
  }
  return octets;
}

void CompactRange::Append(const Digest& leaf_hash, NodeVisitor visit) {
  KEPIL_CHECK(size_ < INT64_MAX);
  Digest node = leaf_hash;
  visit(0, size_, node);
  int level = 0;
  for (; (size_ >> level & 1) != 0; ++level) {
    node = NodeHash(hashes_.back(), node);
    hashes_.pop_back();
    visit(level + 1, size_ >> (level + 1), node);
  }
  hashes_.push_back(node);
  ++size_;
}

void CompactRange::Append(const Digest& leaf_hash) {
  Append(leaf_hash, [](int, int64_t, const Digest&) {});
}

Digest CompactRange::Root() const {
  if (hashes_.empty()) {
    return EmptyRoot();
  }
  Digest root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i-- > 0;) {
    root = NodeHash(hashes_[i], root);
  }
  return root;
}

}  // namespace kepil

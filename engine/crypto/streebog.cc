#include "engine/crypto/streebog.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/streebog_step.h"

namespace kepil {
namespace {

using Words = StreebogWords;

Words Step(const Words& h, const Words& n, const Words& m) {
  static const bool has_vectors = HasStreebogVectors();
  return has_vectors ? StreebogStepByVector(h, n, m)
                     : StreebogStepByTable(h, n, m);
}

// a += b modulo 2^512.
void Accumulate(Words& a, const Words& b) {
  uint64_t carry = 0;
  for (int i = 0; i < 8; ++i) {
    const uint64_t sum = a[i] + b[i];
    const uint64_t out = sum < b[i] ? 1 : 0;
    a[i] = sum + carry;
    carry = out + (a[i] < carry ? 1 : 0);
  }
}

Words Load(const char* octets) {
  Words words;
  for (int i = 0; i < 8; ++i) {
    words[i] = 0;
    for (int j = 7; j >= 0; --j) {
      words[i] = words[i] << 8 | static_cast<uint8_t>(octets[8 * i + j]);
    }
  }
  return words;
}

}  // namespace

Streebog::Streebog(int bits) : bits_(bits) {
  hash_.fill(bits == 256 ? 0x0101010101010101 : 0);
  count_.fill(0);
  sum_.fill(0);
}

void Streebog::Absorb(const char* block, uint64_t bits) {
  const Words m = Load(block);
  hash_ = Step(hash_, count_, m);
  Accumulate(count_, {bits});
  Accumulate(sum_, m);
}

void Streebog::Update(absl::string_view octets) {
  if (pending_size_ > 0) {
    const size_t taken = std::min(octets.size(), kBlockSize - pending_size_);
    std::memcpy(pending_ + pending_size_, octets.data(), taken);
    pending_size_ += taken;
    octets.remove_prefix(taken);
    if (pending_size_ < kBlockSize) {
      return;
    }
    Absorb(pending_, 8 * kBlockSize);
    pending_size_ = 0;
  }
  for (; octets.size() >= kBlockSize; octets.remove_prefix(kBlockSize)) {
    Absorb(octets.data(), 8 * kBlockSize);
  }
  pending_size_ = octets.size();
  std::copy(octets.begin(), octets.end(), pending_);
}

std::string Streebog::Finish() {
  std::fill(pending_ + pending_size_, pending_ + kBlockSize, '\0');
  pending_[pending_size_] = 1;
  Absorb(pending_, 8 * pending_size_);
  hash_ = Step(hash_, {}, count_);
  hash_ = Step(hash_, {}, sum_);
  std::string octets(kBlockSize, '\0');
  for (size_t i = 0; i < kBlockSize; ++i) {
    octets[i] = static_cast<char>(hash_[i / 8] >> (8 * (i % 8)) & 0xff);
  }
  return octets.substr(kBlockSize - bits_ / 8);
}

}  // namespace kepil

#include "engine/crypto/belt_hash.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// The substitution H of STB 34.101.31, 6.1.2, table 1.
constexpr uint8_t kH[256] = {
    0xb1, 0x94, 0xba, 0xc8, 0x0a, 0x08, 0xf5, 0x3b, 0x36, 0x6d, 0x00, 0x8e,
    0x58, 0x4a, 0x5d, 0xe4, 0x85, 0x04, 0xfa, 0x9d, 0x1b, 0xb6, 0xc7, 0xac,
    0x25, 0x2e, 0x72, 0xc2, 0x02, 0xfd, 0xce, 0x0d, 0x5b, 0xe3, 0xd6, 0x12,
    0x17, 0xb9, 0x61, 0x81, 0xfe, 0x67, 0x86, 0xad, 0x71, 0x6b, 0x89, 0x0b,
    0x5c, 0xb0, 0xc0, 0xff, 0x33, 0xc3, 0x56, 0xb8, 0x35, 0xc4, 0x05, 0xae,
    0xd8, 0xe0, 0x7f, 0x99, 0xe1, 0x2b, 0xdc, 0x1a, 0xe2, 0x82, 0x57, 0xec,
    0x70, 0x3f, 0xcc, 0xf0, 0x95, 0xee, 0x8d, 0xf1, 0xc1, 0xab, 0x76, 0x38,
    0x9f, 0xe6, 0x78, 0xca, 0xf7, 0xc6, 0xf8, 0x60, 0xd5, 0xbb, 0x9c, 0x4f,
    0xf3, 0x3c, 0x65, 0x7b, 0x63, 0x7c, 0x30, 0x6a, 0xdd, 0x4e, 0xa7, 0x79,
    0x9e, 0xb2, 0x3d, 0x31, 0x3e, 0x98, 0xb5, 0x6e, 0x27, 0xd3, 0xbc, 0xcf,
    0x59, 0x1e, 0x18, 0x1f, 0x4c, 0x5a, 0xb7, 0x93, 0xe9, 0xde, 0xe7, 0x2c,
    0x8f, 0x0c, 0x0f, 0xa6, 0x2d, 0xdb, 0x49, 0xf4, 0x6f, 0x73, 0x96, 0x47,
    0x06, 0x07, 0x53, 0x16, 0xed, 0x24, 0x7a, 0x37, 0x39, 0xcb, 0xa3, 0x83,
    0x03, 0xa9, 0x8b, 0xf6, 0x92, 0xbd, 0x9b, 0x1c, 0xe5, 0xd1, 0x41, 0x01,
    0x54, 0x45, 0xfb, 0xc9, 0x5e, 0x4d, 0x0e, 0xf2, 0x68, 0x20, 0x80, 0xaa,
    0x22, 0x7d, 0x64, 0x2f, 0x26, 0x87, 0xf9, 0x34, 0x90, 0x40, 0x55, 0x11,
    0xbe, 0x32, 0x97, 0x13, 0x43, 0xfc, 0x9a, 0x48, 0xa0, 0x2a, 0x88, 0x5f,
    0x19, 0x4b, 0x09, 0xa1, 0x7e, 0xcd, 0xa4, 0xd0, 0x15, 0x44, 0xaf, 0x8c,
    0xa5, 0x84, 0x50, 0xbf, 0x66, 0xd2, 0xe8, 0x8a, 0xa2, 0xd7, 0x46, 0x52,
    0x42, 0xa8, 0xdf, 0xb3, 0x69, 0x74, 0xc5, 0x51, 0xeb, 0x23, 0x29, 0x21,
    0xd4, 0xef, 0xd9, 0xb4, 0x3a, 0x62, 0x28, 0x75, 0x91, 0x14, 0x10, 0xea,
    0x77, 0x6c, 0xda, 0x1d,
};

using Substitution = std::array<uint32_t, 256>;

// H in one octet of a word and the rotation after it, in one table.
constexpr Substitution Rotated(int bits) {
  Substitution table{};
  for (int i = 0; i < 256; ++i) {
    const uint32_t word = kH[i];
    table[i] = bits == 0 ? word : word << bits | word >> (32 - bits);
  }
  return table;
}

// G_r of 6.1.2 for r = 5, 13, 21: octet i of the word goes through H and ends
// 8i + r bits up, modulo 32. 29 = 24 + 5 and so on round the word.
constexpr Substitution kAt5 = Rotated(5);
constexpr Substitution kAt13 = Rotated(13);
constexpr Substitution kAt21 = Rotated(21);
constexpr Substitution kAt29 = Rotated(29);

inline uint32_t G5(uint32_t u) {
  return kAt5[u & 0xff] ^ kAt13[u >> 8 & 0xff] ^ kAt21[u >> 16 & 0xff] ^
         kAt29[u >> 24];
}
inline uint32_t G13(uint32_t u) {
  return kAt13[u & 0xff] ^ kAt21[u >> 8 & 0xff] ^ kAt29[u >> 16 & 0xff] ^
         kAt5[u >> 24];
}
inline uint32_t G21(uint32_t u) {
  return kAt21[u & 0xff] ^ kAt29[u >> 8 & 0xff] ^ kAt5[u >> 16 & 0xff] ^
         kAt13[u >> 24];
}

using Block = std::array<uint32_t, 4>;  // 128 bits, little-endian words.
using Words = std::array<uint32_t, 8>;  // 256 bits: a key or two blocks.

// belt-block, 6.1.3: encryption. Round i takes the seven key words from
// 7i - 6 on, in a circle.
Block Encrypt(const Block& input, const Words& key) {
  uint32_t a = input[0];
  uint32_t b = input[1];
  uint32_t c = input[2];
  uint32_t d = input[3];
  for (uint32_t i = 1; i <= 8; ++i) {
    const uint32_t k = 7 * (i - 1);
    b ^= G5(a + key[k & 7]);
    c ^= G21(d + key[(k + 1) & 7]);
    a -= G13(b + key[(k + 2) & 7]);
    const uint32_t e = G21(b + c + key[(k + 3) & 7]) ^ i;
    b += e;
    c -= e;
    d += G13(c + key[(k + 4) & 7]);
    b ^= G21(a + key[(k + 5) & 7]);
    c ^= G5(d + key[(k + 6) & 7]);
    // (a, b, c, d) becomes (b, d, a, c).
    const uint32_t old_a = a;
    a = b;
    b = d;
    d = c;
    c = old_a;
  }
  return {b, d, a, c};
}

Words Joined(const Block& first, const Block& second) {
  return {first[0],  first[1],  first[2],  first[3],
          second[0], second[1], second[2], second[3]};
}

Block Xor(const Block& a, const Block& b) {
  return {a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]};
}

struct Compressed {
  Block sum;    // sigma_1.
  Words chain;  // sigma_2.
};

// belt-compress, 6.3.2, of X1 || X2 = `block` and X3 || X4 = `chain`.
Compressed Compress(const Words& block, const Words& chain) {
  const Block x1 = {block[0], block[1], block[2], block[3]};
  const Block x2 = {block[4], block[5], block[6], block[7]};
  const Block x3 = {chain[0], chain[1], chain[2], chain[3]};
  const Block x4 = {chain[4], chain[5], chain[6], chain[7]};
  const Block mixed = Xor(x3, x4);
  const Block sum = Xor(Encrypt(mixed, block), mixed);
  const Block inverted = {~sum[0], ~sum[1], ~sum[2], ~sum[3]};
  return {sum, Joined(Xor(Encrypt(x1, Joined(sum, x4)), x1),
                      Xor(Encrypt(x2, Joined(inverted, x3)), x2))};
}

uint32_t LoadLittleEndian(const uint8_t* octets) {
  return static_cast<uint32_t>(octets[0]) |
         static_cast<uint32_t>(octets[1]) << 8 |
         static_cast<uint32_t>(octets[2]) << 16 |
         static_cast<uint32_t>(octets[3]) << 24;
}

Words LoadWords(const uint8_t* octets) {
  Words words;
  for (size_t i = 0; i < words.size(); ++i) {
    words[i] = LoadLittleEndian(octets + 4 * i);
  }
  return words;
}

}  // namespace

// 7.8.3: the chain begins with the first 32 octets of H, the sum with zero.
BeltHash::BeltHash() : chain_(LoadWords(kH)), sum_{} {}

void BeltHash::Absorb(const uint8_t* block) {
  const Compressed compressed = Compress(LoadWords(block), chain_);
  sum_ = Xor(sum_, compressed.sum);
  chain_ = compressed.chain;
}

void BeltHash::Update(absl::string_view octets) {
  const auto* next = reinterpret_cast<const uint8_t*>(octets.data());
  size_t left = octets.size();
  octets_ += left;
  if (pending_size_ > 0) {
    const size_t taken = std::min(left, kBlockSize - pending_size_);
    std::copy_n(next, taken, pending_.begin() + pending_size_);
    pending_size_ += taken;
    next += taken;
    left -= taken;
    if (pending_size_ < kBlockSize) {
      return;
    }
    Absorb(pending_.data());
    pending_size_ = 0;
  }
  for (; left >= kBlockSize; left -= kBlockSize, next += kBlockSize) {
    Absorb(next);
  }
  std::copy_n(next, left, pending_.begin());
  pending_size_ = left;
}

std::string BeltHash::Finish() {
  if (pending_size_ > 0) {
    std::fill(pending_.begin() + pending_size_, pending_.end(), 0);
    Absorb(pending_.data());
  }
  // The length in bits, 128 bits wide.
  const Block length = {static_cast<uint32_t>(octets_ << 3),
                        static_cast<uint32_t>(octets_ >> 29),
                        static_cast<uint32_t>(octets_ >> 61), 0};
  const Words words = Compress(Joined(length, sum_), chain_).chain;
  std::string hash(kSize, '\0');
  for (size_t i = 0; i < kSize; ++i) {
    hash[i] = static_cast<char>(words[i / 4] >> 8 * (i % 4) & 0xff);
  }
  return hash;
}

}  // namespace kepil

#include "engine/crypto/gost94.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// Substitution units pi[1] to pi[8] of GOST 28147-89.
using Units = uint8_t[8][16];

// RFC 5831, 7.1.
constexpr Units kTestUnits = {
    {4, 10, 9, 2, 13, 8, 0, 14, 6, 11, 1, 12, 7, 15, 5, 3},
    {14, 11, 4, 12, 6, 13, 15, 10, 2, 3, 8, 1, 0, 7, 5, 9},
    {5, 8, 1, 13, 10, 3, 4, 2, 14, 15, 12, 7, 6, 0, 9, 11},
    {7, 13, 10, 1, 0, 8, 9, 15, 14, 4, 6, 12, 11, 2, 5, 3},
    {6, 12, 7, 1, 5, 15, 13, 8, 4, 10, 9, 14, 0, 3, 11, 2},
    {4, 11, 10, 0, 7, 2, 1, 13, 3, 6, 8, 5, 9, 12, 15, 14},
    {13, 11, 4, 1, 3, 15, 5, 9, 0, 10, 14, 7, 6, 8, 2, 12},
    {1, 15, 13, 0, 5, 7, 10, 4, 9, 2, 3, 14, 6, 11, 8, 12},
};

// RFC 4357, 11.2: id-GostR3411-94-CryptoProParamSet.
constexpr Units kCryptoProUnits = {
    {10, 4, 5, 6, 8, 1, 3, 7, 13, 12, 14, 0, 9, 2, 11, 15},
    {5, 15, 4, 0, 2, 13, 11, 9, 1, 7, 6, 3, 12, 14, 10, 8},
    {7, 15, 12, 14, 9, 4, 1, 0, 3, 11, 5, 2, 6, 10, 8, 13},
    {4, 10, 7, 12, 0, 15, 2, 8, 14, 1, 6, 5, 13, 11, 9, 3},
    {7, 6, 4, 11, 9, 12, 2, 10, 1, 8, 0, 14, 15, 13, 3, 5},
    {7, 6, 2, 4, 13, 9, 15, 0, 10, 1, 5, 11, 8, 14, 12, 3},
    {13, 14, 4, 1, 7, 0, 5, 10, 3, 12, 8, 15, 6, 2, 9, 11},
    {1, 3, 10, 9, 5, 11, 4, 15, 8, 6, 7, 14, 13, 0, 2, 12},
};

// Two units and the rotation by 11 bits at once, an octet of the argument each.
struct Tables {
  uint32_t of[4][256];
};

constexpr Tables MakeTables(const Units& units) {
  Tables tables{};
  for (int i = 0; i < 4; ++i) {
    for (int value = 0; value < 256; ++value) {
      const uint32_t octet =
          units[2 * i][value & 15] | units[2 * i + 1][value >> 4] << 4;
      const uint32_t placed = octet << (8 * i);
      tables.of[i][value] = placed << 11 | placed >> 21;
    }
  }
  return tables;
}

constexpr Tables kTestTables = MakeTables(kTestUnits);
constexpr Tables kCryptoProTables = MakeTables(kCryptoProUnits);

using Block = Gost94::Block;
using Key = std::array<uint32_t, 8>;

// RFC 5831, 5.1: C[3], least significant word first.
constexpr Block kC3 = {0xff00ff00ff00ff00, 0x00ff00ff00ff00ff,
                       0xff0000ff00ffff00, 0xff00ffff000000ff};

inline uint32_t Substitute(const Tables& tables, uint32_t a) {
  return tables.of[0][a & 0xff] ^ tables.of[1][a >> 8 & 0xff] ^
         tables.of[2][a >> 16 & 0xff] ^ tables.of[3][a >> 24];
}

// GOST 28147-89 in ECB mode (RFC 5830, 5).
uint64_t Encrypt(const Tables& tables, const Key& key, uint64_t block) {
  auto low = static_cast<uint32_t>(block);
  auto high = static_cast<uint32_t>(block >> 32);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 8; i += 2) {
      high ^= Substitute(tables, low + key[i]);
      low ^= Substitute(tables, high + key[i + 1]);
    }
  }
  for (int i = 7; i > 0; i -= 2) {
    high ^= Substitute(tables, low + key[i]);
    low ^= Substitute(tables, high + key[i - 1]);
  }
  return uint64_t{low} << 32 | high;
}

Block Xor(const Block& a, const Block& b) {
  return {a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]};
}

// A of RFC 5831, 5.1.
Block Shift(const Block& x) { return {x[1], x[2], x[3], x[0] ^ x[1]}; }

// P of RFC 5831, 5.1: octet i + 4 k of the key is octet 8 i + k of `w`.
Key Permute(const Block& w) {
  Key key;
  for (int k = 0; k < 8; ++k) {
    key[k] = 0;
    for (int i = 0; i < 4; ++i) {
      key[k] |= static_cast<uint32_t>(w[i] >> (8 * k) & 0xff) << (8 * i);
    }
  }
  return key;
}

// PSI applied `times` times (RFC 5831, 5.3), at most 61.
Block Mix(const Block& x, int times) {
  uint16_t eta[16 + 61];
  for (int i = 0; i < 16; ++i) {
    eta[i] = static_cast<uint16_t>(x[i / 4] >> (16 * (i % 4)));
  }
  for (int i = 0; i < times; ++i) {
    eta[i + 16] = static_cast<uint16_t>(eta[i] ^ eta[i + 1] ^ eta[i + 2] ^
                                        eta[i + 3] ^ eta[i + 12] ^ eta[i + 15]);
  }
  Block mixed{};
  for (int i = 0; i < 16; ++i) {
    mixed[i / 4] |= uint64_t{eta[times + i]} << (16 * (i % 4));
  }
  return mixed;
}

// chi(m, h) of RFC 5831, 5.
Block Step(const Tables& tables, const Block& m, const Block& h) {
  Block u = h, v = m, s;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      u = Shift(u);
      if (i == 2) {
        u = Xor(u, kC3);
      }
      v = Shift(Shift(v));
    }
    s[i] = Encrypt(tables, Permute(Xor(u, v)), h[i]);
  }
  return Mix(Xor(h, Mix(Xor(m, Mix(s, 12)), 1)), 61);
}

Block Load(const char* octets) {
  Block block{};
  for (int i = 0; i < 32; ++i) {
    block[i / 8] |= uint64_t{static_cast<uint8_t>(octets[i])} << (8 * (i % 8));
  }
  return block;
}

const Tables& TablesOf(Gost94::Parameters parameters) {
  return parameters == Gost94::Parameters::kTest ? kTestTables
                                                 : kCryptoProTables;
}

}  // namespace

void Gost94::Absorb(const char* octets) {
  const Block m = Load(octets);
  hash_ = Step(TablesOf(parameters_), m, hash_);
  uint64_t carry = 0;
  for (int i = 0; i < 4; ++i) {
    const uint64_t sum = sum_[i] + m[i];
    const uint64_t out = sum < m[i] ? 1 : 0;
    sum_[i] = sum + carry;
    carry = out + (sum_[i] < carry ? 1 : 0);
  }
}

void Gost94::Update(absl::string_view octets) {
  size_ += octets.size();
  if (pending_size_ > 0) {
    const size_t taken = std::min(octets.size(), kBlockSize - pending_size_);
    std::memcpy(pending_ + pending_size_, octets.data(), taken);
    pending_size_ += taken;
    octets.remove_prefix(taken);
    if (pending_size_ < kBlockSize) {
      return;
    }
    Absorb(pending_);
    pending_size_ = 0;
  }
  for (; octets.size() >= kBlockSize; octets.remove_prefix(kBlockSize)) {
    Absorb(octets.data());
  }
  pending_size_ = octets.size();
  std::copy(octets.begin(), octets.end(), pending_);
}

std::string Gost94::Finish() {
  if (pending_size_ > 0 || size_ == 0) {
    std::fill(pending_ + pending_size_, pending_ + kBlockSize, '\0');
    Absorb(pending_);
  }
  const Tables& tables = TablesOf(parameters_);
  hash_ = Step(tables, {size_ << 3, size_ >> 61, 0, 0}, hash_);
  hash_ = Step(tables, sum_, hash_);
  std::string octets(kBlockSize, '\0');
  for (size_t i = 0; i < kBlockSize; ++i) {
    octets[i] = static_cast<char>(hash_[i / 8] >> (8 * (i % 8)) & 0xff);
  }
  return octets;
}

}  // namespace kepil

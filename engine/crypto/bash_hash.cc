#include "engine/crypto/bash_hash.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

constexpr int kWords = 24;
constexpr int kRounds = 24;

uint64_t LoadLittleEndian(const uint8_t* octets) {
  uint64_t word = 0;
  for (int i = 7; i >= 0; --i) {
    word = word << 8 | octets[i];
  }
  return word;
}

template <int kBits>
inline uint64_t RotateUp(uint64_t word) {
  static_assert(kBits > 0 && kBits < 64, "a rotation by less than the word");
  return word << kBits | word >> (64 - kBits);
}

using State = std::array<uint64_t, kWords>;

// 6.3.2, step 2.3: word i of the old state is word kPlaces[i] of the new one.
constexpr int kPlaces[kWords] = {18, 23, 20, 17, 22, 19, 16, 21,
                                 7,  2,  1,  4,  3,  6,  5,  0,
                                 9,  8,  11, 10, 13, 12, 15, 14};

// bash-s, 6.3.1: of column kJ; the rotations of column 0, times 7 for each
// following one (6.3.2, step 2.2). The words go where step 2.3 puts them.
template <int kJ, int kM1, int kN1, int kM2, int kN2>
inline void Column(const State& from, State& to) {
  const uint64_t w0 = from[kJ], w1 = from[kJ + 8], w2 = from[kJ + 16];
  const uint64_t rotated = RotateUp<kM1>(w0);
  const uint64_t u0 = w0 ^ w1 ^ w2;
  const uint64_t mixed = w1 ^ RotateUp<kN1>(u0);
  const uint64_t u1 = rotated ^ mixed;
  const uint64_t u2 = w2 ^ RotateUp<kM2>(w2) ^ RotateUp<kN2>(mixed);
  to[kPlaces[kJ]] = u0 ^ (~u2 | u1);
  to[kPlaces[kJ + 8]] = u1 ^ (u0 | u2);
  to[kPlaces[kJ + 16]] = u2 ^ (u0 & u1);
}

inline void Round(const State& from, uint64_t constant, State& to) {
  Column<0, 8, 53, 14, 1>(from, to);
  Column<1, 56, 51, 34, 7>(from, to);
  Column<2, 8, 37, 46, 49>(from, to);
  Column<3, 56, 3, 2, 23>(from, to);
  Column<4, 8, 21, 14, 33>(from, to);
  Column<5, 56, 19, 34, 39>(from, to);
  Column<6, 8, 5, 46, 17>(from, to);
  Column<7, 56, 35, 2, 55>(from, to);
  to[kWords - 1] ^= constant;
}

// The first round constant and the feedback of the others, from the table H of
// STB 34.101.31: B194BAC80A08F53B and AED8E07F99E12BDC as little-endian words.
constexpr uint64_t kFirstConstant = 0x3bf5080ac8ba94b1;
constexpr uint64_t kFeedback = 0xdc2be1997fe0d8ae;

constexpr uint64_t NextConstant(uint64_t constant) {
  return constant >> 1 ^ ((constant & 1) != 0 ? kFeedback : 0);
}

// bash-f, 6.3.2.
void Permute(State& state) {
  static_assert(kRounds % 2 == 0, "two rounds a turn");
  uint64_t constant = kFirstConstant;
  State other;
  for (int round = 0; round < kRounds; round += 2) {
    Round(state, constant, other);
    constant = NextConstant(constant);
    Round(other, constant, state);
    constant = NextConstant(constant);
  }
}

// 7.3, step 3: a block takes the place of the first words of the state.
void Absorb(const uint8_t* block, size_t rate, State& state) {
  for (size_t i = 0; i < rate / 8; ++i) {
    state[i] = LoadLittleEndian(block + 8 * i);
  }
  Permute(state);
}

}  // namespace

// With the level l = half the width, 7.3: the rate is 1536 - 4l bits and the
// last word of the first state is l / 4.
BashHash::BashHash(Width width)
    : size_(static_cast<size_t>(width) / 8), rate_(kStateSize - 2 * size_) {
  state_[kWords - 1] = static_cast<uint64_t>(width) / 8;
}

void BashHash::Update(absl::string_view octets) {
  const auto* next = reinterpret_cast<const uint8_t*>(octets.data());
  size_t left = octets.size();
  if (pending_size_ > 0) {
    const size_t taken = std::min(left, rate_ - pending_size_);
    std::copy_n(next, taken, pending_.begin() + pending_size_);
    pending_size_ += taken;
    next += taken;
    left -= taken;
    if (pending_size_ < rate_) {
      return;
    }
    Absorb(pending_.data(), rate_, state_);
    pending_size_ = 0;
  }
  for (; left >= rate_; left -= rate_, next += rate_) {
    Absorb(next, rate_, state_);
  }
  std::copy_n(next, left, pending_.begin());
  pending_size_ = left;
}

std::string BashHash::Finish() {
  // Bits 01 and zeros; there is always room for the two bits.
  pending_[pending_size_] = 0x40;
  std::fill(pending_.begin() + pending_size_ + 1, pending_.end(), 0);
  Absorb(pending_.data(), rate_, state_);
  std::string hash(size_, '\0');
  for (size_t i = 0; i < size_; ++i) {
    hash[i] = static_cast<char>(state_[i / 8] >> 8 * (i % 8) & 0xff);
  }
  return hash;
}

}  // namespace kepil

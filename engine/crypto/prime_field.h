#ifndef KEPIL_ENGINE_CRYPTO_PRIME_FIELD_H_
#define KEPIL_ENGINE_CRYPTO_PRIME_FIELD_H_

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include <array>
#include <cstdint>

namespace kepil {

// Arithmetic modulo odd numbers of N limbs of 64 bits, least significant first.
// Variable time: for public data only. Two classes of one interface: elements
// are in a form of the class's own between Enter and Leave.
template <int N>
using Limbs = std::array<uint64_t, N>;

using DoubleLimb = unsigned __int128;

// a + b + carry and a - b - borrow, with the new carry or borrow. Compilers
// make chains of these fast only when asked by the processor's own name.
inline uint64_t AddCarry(uint64_t a, uint64_t b, unsigned char& carry) {
#if defined(__x86_64__)
  unsigned long long sum;  // NOLINT: what the intrinsic takes.
  carry = _addcarry_u64(carry, a, b, &sum);
  return sum;
#else
  const DoubleLimb sum = DoubleLimb{a} + b + carry;
  carry = static_cast<unsigned char>(sum >> 64);
  return static_cast<uint64_t>(sum);
#endif
}

inline uint64_t SubtractBorrow(uint64_t a, uint64_t b, unsigned char& borrow) {
#if defined(__x86_64__)
  unsigned long long difference;  // NOLINT: what the intrinsic takes.
  borrow = _subborrow_u64(borrow, a, b, &difference);
  return difference;
#else
  const DoubleLimb difference = DoubleLimb{a} - b - borrow;
  borrow = static_cast<unsigned char>(difference >> 64 & 1);
  return static_cast<uint64_t>(difference);
#endif
}

// sum = a + b; the carry.
template <int N>
inline uint64_t AddLimbs(const Limbs<N>& a, const Limbs<N>& b, Limbs<N>& sum) {
  unsigned char carry = 0;
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    sum[i] = AddCarry(a[i], b[i], carry);
  }
  return carry;
}

// difference = a - b; the borrow.
template <int N>
inline uint64_t SubtractLimbs(const Limbs<N>& a, const Limbs<N>& b,
                              Limbs<N>& difference) {
  unsigned char borrow = 0;
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    difference[i] = SubtractBorrow(a[i], b[i], borrow);
  }
  return borrow;
}

template <int N>
inline bool IsBelow(const Limbs<N>& a, const Limbs<N>& b) {
  for (int i = N - 1; i >= 0; --i) {
    if (a[i] != b[i]) {
      return a[i] < b[i];
    }
  }
  return false;
}

template <int N>
inline bool AreZero(const Limbs<N>& a) {
  uint64_t any = 0;
  for (const uint64_t limb : a) {
    any |= limb;
  }
  return any == 0;
}

// a = (a + top * 2^(64 N)) / 2.
template <int N>
inline void HalveLimbs(Limbs<N>& a, uint64_t top) {
  for (int i = 0; i + 1 < N; ++i) {
    a[i] = a[i] >> 1 | a[i + 1] << 63;
  }
  a[N - 1] = a[N - 1] >> 1 | top << 63;
}

template <int N>
inline void HalveModulo(Limbs<N>& a, const Limbs<N>& modulus) {
  const uint64_t carry =
      (a[0] & 1) != 0 ? AddLimbs<N>(a, modulus, a) : uint64_t{0};
  HalveLimbs<N>(a, carry);
}

// a^-1 modulo an odd number, by the binary extended algorithm of Euclid. `a` is
// below the modulus, not zero and prime to it.
template <int N>
Limbs<N> InvertModulo(const Limbs<N>& a, const Limbs<N>& modulus) {
  Limbs<N> u = a, v = modulus;
  Limbs<N> x{}, y{};  // x * a = u and y * a = v.
  x[0] = 1;
  Limbs<N> one{};
  one[0] = 1;
  while (u != one && v != one) {
    while ((u[0] & 1) == 0) {
      HalveLimbs<N>(u, 0);
      HalveModulo<N>(x, modulus);
    }
    while ((v[0] & 1) == 0) {
      HalveLimbs<N>(v, 0);
      HalveModulo<N>(y, modulus);
    }
    if (IsBelow<N>(u, v)) {
      SubtractLimbs<N>(v, u, v);
      if (SubtractLimbs<N>(y, x, y) != 0) {
        AddLimbs<N>(y, modulus, y);
      }
    } else if (u != v) {
      SubtractLimbs<N>(u, v, u);
      if (SubtractLimbs<N>(x, y, x) != 0) {
        AddLimbs<N>(x, modulus, x);
      }
    } else {
      return Limbs<N>{};  // Not prime to the modulus.
    }
  }
  return u == one ? x : y;
}

// Column is the running sum of one column of a product, 192 bits wide.
class Column {
 public:
  void Add(uint64_t a) { AddDouble(a); }
  void AddProduct(uint64_t a, uint64_t b) { AddDouble(DoubleLimb{a} * b); }
  void AddTwice(const Column& other) {
    high_ += other.high_ << 1 | static_cast<uint64_t>(other.low_ >> 127);
    AddDouble(other.low_ << 1);
  }
  uint64_t low() const { return static_cast<uint64_t>(low_); }
  // Takes the lowest limb away.
  uint64_t Shift() {
    const uint64_t limb = low();
    low_ = low_ >> 64 | DoubleLimb{high_} << 64;
    high_ = 0;
    return limb;
  }

 private:
  void AddDouble(DoubleLimb term) {
    low_ += term;
    high_ += low_ < term ? 1 : 0;
  }
  DoubleLimb low_ = 0;
  uint64_t high_ = 0;
};

// product = a * b, column by column.
template <int N>
inline void MultiplyLimbs(const Limbs<N>& a, const Limbs<N>& b,
                          Limbs<2 * N>& product) {
  Column column;
#pragma GCC unroll 16
  for (int k = 0; k < 2 * N - 1; ++k) {
#pragma GCC unroll 8
    for (int i = k < N ? 0 : k - N + 1; i <= (k < N ? k : N - 1); ++i) {
      column.AddProduct(a[i], b[k - i]);
    }
    product[k] = column.Shift();
  }
  product[2 * N - 1] = column.low();
}

// square = a * a.
template <int N>
inline void SquareLimbs(const Limbs<N>& a, Limbs<2 * N>& square) {
  Column column;
#pragma GCC unroll 16
  for (int k = 0; k < 2 * N - 1; ++k) {
    Column pairs;
#pragma GCC unroll 8
    for (int i = k < N ? 0 : k - N + 1; 2 * i < k; ++i) {
      pairs.AddProduct(a[i], a[k - i]);
    }
    column.AddTwice(pairs);
    if (k % 2 == 0) {
      column.AddProduct(a[k / 2], a[k / 2]);
    }
    square[k] = column.Shift();
  }
  square[2 * N - 1] = column.low();
}

// MontgomeryField is for any odd modulus. Elements are a * 2^(64 N) modulo it.
template <int N>
class MontgomeryField {
 public:
  using Element = Limbs<N>;

  explicit MontgomeryField(const Limbs<N>& modulus) : modulus_(modulus) {
    uint64_t inverse = 1;  // Newton: each step doubles the bits that are right.
    for (int i = 0; i < 6; ++i) {
      inverse *= 2 - modulus_[0] * inverse;
    }
    factor_ = ~inverse + 1;
    // 2^(128 N) by doubling 1.
    Element power{};
    power[0] = 1;
    for (int i = 0; i < 128 * N; ++i) {
      power = Add(power, power);
    }
    square_ = power;
  }

  const Limbs<N>& modulus() const { return modulus_; }
  Element Enter(const Limbs<N>& number) const {
    return Multiply(number, square_);
  }
  Limbs<N> Leave(const Element& a) const {
    Limbs<2 * N> wide{};
    for (int i = 0; i < N; ++i) {
      wide[i] = a[i];
    }
    return Reduce(wide);
  }
  bool IsZero(const Element& a) const { return AreZero<N>(a); }
  Element Add(const Element& a, const Element& b) const {
    Element sum;
    if (AddLimbs<N>(a, b, sum) != 0 || !IsBelow<N>(sum, modulus_)) {
      SubtractLimbs<N>(sum, modulus_, sum);
    }
    return sum;
  }
  Element Subtract(const Element& a, const Element& b) const {
    Element difference;
    if (SubtractLimbs<N>(a, b, difference) != 0) {
      AddLimbs<N>(difference, modulus_, difference);
    }
    return difference;
  }
  Element Multiply(const Element& a, const Element& b) const {
    Limbs<2 * N> product;
    MultiplyLimbs<N>(a, b, product);
    return Reduce(product);
  }
  Element Square(const Element& a) const {
    Limbs<2 * N> product;
    SquareLimbs<N>(a, product);
    return Reduce(product);
  }

 private:
  // wide / 2^(64 N); wide < modulus * 2^(64 N).
  Element Reduce(const Limbs<2 * N>& wide) const {
    Limbs<N> m;  // What times the modulus makes the lower half zero.
    Column column;
#pragma GCC unroll 8
    for (int k = 0; k < N; ++k) {
      column.Add(wide[k]);
#pragma GCC unroll 8
      for (int i = 0; i < k; ++i) {
        column.AddProduct(m[i], modulus_[k - i]);
      }
      m[k] = column.low() * factor_;
      column.AddProduct(m[k], modulus_[0]);
      column.Shift();
    }
    Element result;
#pragma GCC unroll 8
    for (int k = N; k < 2 * N; ++k) {
      column.Add(wide[k]);
#pragma GCC unroll 8
      for (int i = k - N + 1; i < N; ++i) {
        column.AddProduct(m[i], modulus_[k - i]);
      }
      result[k - N] = column.Shift();
    }
    if (column.low() != 0 || !IsBelow<N>(result, modulus_)) {
      SubtractLimbs<N>(result, modulus_, result);
    }
    return result;
  }

  Limbs<N> modulus_;
  uint64_t factor_;   // -1 / modulus modulo 2^64.
  Element square_{};  // 2^(128 N) modulo the modulus.
};

// PseudoMersenneField is for a modulus 2^(64 N) - c with c < 2^32, where a
// product folds onto itself. Elements may be any number of N limbs.
template <int N>
class PseudoMersenneField {
 public:
  using Element = Limbs<N>;

  static bool Fits(const Limbs<N>& modulus) {
    for (int i = 1; i < N; ++i) {
      if (modulus[i] != ~uint64_t{0}) {
        return false;
      }
    }
    return ~modulus[0] < 0xffff'ffff;
  }
  explicit PseudoMersenneField(const Limbs<N>& modulus)
      : modulus_(modulus), c_(~modulus[0] + 1) {}

  const Limbs<N>& modulus() const { return modulus_; }
  Element Enter(const Limbs<N>& number) const { return number; }
  Limbs<N> Leave(const Element& a) const {
    Limbs<N> number = a;
    if (!IsBelow<N>(number, modulus_)) {
      SubtractLimbs<N>(number, modulus_, number);
    }
    return number;
  }
  bool IsZero(const Element& a) const { return AreZero<N>(a) || a == modulus_; }
  Element Add(const Element& a, const Element& b) const {
    Element sum;
    AddFold(sum, AddLimbs<N>(a, b, sum) * c_);
    return sum;
  }
  Element Subtract(const Element& a, const Element& b) const {
    Element difference;
    uint64_t borrow = SubtractLimbs<N>(a, b, difference);
    while (borrow != 0) {
      borrow = SubtractSmall(difference, c_);
    }
    return difference;
  }
  Element Multiply(const Element& a, const Element& b) const {
    Limbs<2 * N> product;
    MultiplyLimbs<N>(a, b, product);
    return Reduce(product);
  }
  Element Square(const Element& a) const {
    Limbs<2 * N> product;
    SquareLimbs<N>(a, product);
    return Reduce(product);
  }

 private:
  // a += small, where a carry out of the top comes back as c.
  void AddFold(Element& a, uint64_t small) const {
    while (small != 0) {
      uint64_t carry = small;
      for (int i = 0; i < N && carry != 0; ++i) {
        const DoubleLimb t = DoubleLimb{a[i]} + carry;
        a[i] = static_cast<uint64_t>(t);
        carry = static_cast<uint64_t>(t >> 64);
      }
      small = carry * c_;
    }
  }
  static uint64_t SubtractSmall(Element& a, uint64_t small) {
    uint64_t borrow = small;
    for (int i = 0; i < N && borrow != 0; ++i) {
      const DoubleLimb t = DoubleLimb{a[i]} - borrow;
      a[i] = static_cast<uint64_t>(t);
      borrow = static_cast<uint64_t>(t >> 64) & 1;
    }
    return borrow;
  }
  Element Reduce(const Limbs<2 * N>& wide) const {
    Element result;
    uint64_t carry = 0;
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i) {
      const DoubleLimb t = DoubleLimb{wide[i + N]} * c_ + wide[i] + carry;
      result[i] = static_cast<uint64_t>(t);
      carry = static_cast<uint64_t>(t >> 64);
    }
    AddFold(result, carry * c_);  // Both below 2^33: fits.
    return result;
  }

  Limbs<N> modulus_;
  uint64_t c_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_PRIME_FIELD_H_

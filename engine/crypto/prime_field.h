#ifndef KEPIL_ENGINE_CRYPTO_PRIME_FIELD_H_
#define KEPIL_ENGINE_CRYPTO_PRIME_FIELD_H_

#include <array>
#include <cstdint>

namespace kepil {

// Arithmetic modulo odd numbers of N limbs of 64 bits, least significant first.
// Variable time: for public data only. Two classes of one interface: elements
// are in a form of the class's own between Enter and Leave.
template <int N>
using Limbs = std::array<uint64_t, N>;

using DoubleLimb = unsigned __int128;

// sum = a + b; the carry.
template <int N>
inline uint64_t AddLimbs(const Limbs<N>& a, const Limbs<N>& b, Limbs<N>& sum) {
  uint64_t carry = 0;
  for (int i = 0; i < N; ++i) {
    const DoubleLimb t = DoubleLimb{a[i]} + b[i] + carry;
    sum[i] = static_cast<uint64_t>(t);
    carry = static_cast<uint64_t>(t >> 64);
  }
  return carry;
}

// difference = a - b; the borrow.
template <int N>
inline uint64_t SubtractLimbs(const Limbs<N>& a, const Limbs<N>& b,
                              Limbs<N>& difference) {
  uint64_t borrow = 0;
  for (int i = 0; i < N; ++i) {
    const DoubleLimb t = DoubleLimb{a[i]} - b[i] - borrow;
    difference[i] = static_cast<uint64_t>(t);
    borrow = static_cast<uint64_t>(t >> 64) & 1;
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

// product = a * b.
template <int N>
inline void MultiplyLimbs(const Limbs<N>& a, const Limbs<N>& b,
                          Limbs<2 * N>& product) {
  product.fill(0);
  for (int i = 0; i < N; ++i) {
    uint64_t carry = 0;
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      const DoubleLimb t = DoubleLimb{a[i]} * b[j] + product[i + j] + carry;
      product[i + j] = static_cast<uint64_t>(t);
      carry = static_cast<uint64_t>(t >> 64);
    }
    product[i + N] = carry;
  }
}

// square = a * a.
template <int N>
inline void SquareLimbs(const Limbs<N>& a, Limbs<2 * N>& square) {
  square.fill(0);
#pragma GCC unroll 8
  for (int i = 0; i + 1 < N; ++i) {
    uint64_t carry = 0;
#pragma GCC unroll 8
    for (int j = i + 1; j < N; ++j) {
      const DoubleLimb t = DoubleLimb{a[i]} * a[j] + square[i + j] + carry;
      square[i + j] = static_cast<uint64_t>(t);
      carry = static_cast<uint64_t>(t >> 64);
    }
    square[i + N] = carry;
  }
  uint64_t carry = 0, shifted = 0;
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    const DoubleLimb own = DoubleLimb{a[i]} * a[i];
    const uint64_t low = square[2 * i], high = square[2 * i + 1];
    DoubleLimb t =
        DoubleLimb{low << 1 | shifted} + static_cast<uint64_t>(own) + carry;
    square[2 * i] = static_cast<uint64_t>(t);
    t = DoubleLimb{high << 1 | low >> 63} + static_cast<uint64_t>(own >> 64) +
        static_cast<uint64_t>(t >> 64);
    square[2 * i + 1] = static_cast<uint64_t>(t);
    carry = static_cast<uint64_t>(t >> 64);
    shifted = high >> 63;
  }
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
  Element Reduce(Limbs<2 * N>& wide) const {
    uint64_t top = 0;
    for (int i = 0; i < N; ++i) {
      const uint64_t m = wide[i] * factor_;
      uint64_t carry = 0;
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) {
        const DoubleLimb t = DoubleLimb{m} * modulus_[j] + wide[i + j] + carry;
        wide[i + j] = static_cast<uint64_t>(t);
        carry = static_cast<uint64_t>(t >> 64);
      }
      const DoubleLimb t = DoubleLimb{wide[i + N]} + carry + top;
      wide[i + N] = static_cast<uint64_t>(t);
      top = static_cast<uint64_t>(t >> 64);
    }
    Element result;
    for (int i = 0; i < N; ++i) {
      result[i] = wide[i + N];
    }
    if (top != 0 || !IsBelow<N>(result, modulus_)) {
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

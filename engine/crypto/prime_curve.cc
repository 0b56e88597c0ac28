#include "engine/crypto/prime_curve.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/prime_field.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

// Widths of the signed windows: of the generator's table, made once, and of a
// point's, made for each multiplication.
constexpr int kGeneratorWindow = 10;
constexpr int kPointWindow = 5;

template <int N>
Limbs<N> Narrow(const WideNumber& number) {
  Limbs<N> limbs;
  for (int i = 0; i < N; ++i) {
    limbs[i] = number[i];
  }
  return limbs;
}

template <int N>
WideNumber Widen(const Limbs<N>& limbs) {
  WideNumber number{};
  for (int i = 0; i < N; ++i) {
    number[i] = limbs[i];
  }
  return number;
}

// Digits of the non-adjacent form of `width`: zero or odd and below
// 2^(width-1) in absolute value, least significant first.
template <int N>
using Digits = std::array<int16_t, 64 * N + 1>;

template <int N>
Digits<N> RecodeSigned(const Limbs<N>& number, int width) {
  Digits<N> digits{};
  const int window = 1 << width;
  const auto bit = [&number](int i) {
    return i < 64 * N ? static_cast<int>(number[i / 64] >> (i % 64) & 1) : 0;
  };
  int carry = 0;
  for (int i = 0; i <= 64 * N;) {
    if (bit(i) == carry) {  // With the carry an even number from here on.
      ++i;
      continue;
    }
    int digit = carry;
    for (int j = 0; j < width; ++j) {
      digit += bit(i + j) << j;
    }
    carry = digit >= window / 2 ? 1 : 0;
    digits[i] = static_cast<int16_t>(carry != 0 ? digit - window : digit);
    i += width;
  }
  return digits;
}

// The formulas of the Explicit-Formulas Database for short Weierstrass curves
// in Jacobian coordinates (x = X / Z^2, y = Y / Z^3), with the cases that they
// leave out.
template <typename Field, int N>
class CurveOver : public PrimeCurve {
 public:
  CurveOver(const CurveNumbers& numbers, const Limbs<N>& p, const Limbs<N>& q,
            const WideNumber& a, const WideNumber& b)
      : field_(p),
        scalars_(q),
        order_(Widen<N>(q)),
        cofactor_(numbers.cofactor),
        one_(field_.Enter(Limbs<N>{1})),
        a_(field_.Enter(Narrow<N>(a))),
        b_(field_.Enter(Narrow<N>(b))) {
    const Element three = field_.Add(field_.Add(one_, one_), one_);
    is_a_minus_three_ = field_.IsZero(field_.Add(a_, three));
  }

  // Makes the table of the generator; false unless it is one.
  bool SetGenerator(const CurvePoint& generator) {
    generator_ = generator;
    if (!IsOnCurve(generator)) {
      return false;
    }
    constexpr int kSize = 1 << (kGeneratorWindow - 2);
    const std::vector<Cached> multiples =
        OddMultiples(EnterPoint(generator), kSize);
    for (const Cached& multiple : multiples) {
      if (field_.IsZero(multiple.z)) {
        return false;
      }
      generator_multiples_.push_back(ToAffine(multiple));
    }
    return HasOrderQ(generator);
  }

  size_t size() const override { return 8 * N; }
  const WideNumber& order() const override { return order_; }
  CurvePoint generator() const override { return generator_; }

  bool IsInGroup(const CurvePoint& point) const override {
    return IsOnCurve(point) && (cofactor_ == 1 || HasOrderQ(point));
  }

  std::optional<CurvePoint> CombineMultiply(
      const WideNumber& u1, const WideNumber& u2,
      const CurvePoint& point) const override {
    return LeavePoint(Combine(Narrow<N>(u1), Narrow<N>(u2), point));
  }

  WideNumber ReduceModOrder(const WideNumber& a) const override {
    Limbs<N> reduced = Narrow<N>(a);
    while (!IsBelow<N>(reduced, scalars_.modulus())) {  // At most 15 times.
      SubtractLimbs<N>(reduced, scalars_.modulus(), reduced);
    }
    return Widen<N>(reduced);
  }
  WideNumber AddModOrder(const WideNumber& a,
                         const WideNumber& b) const override {
    return Widen<N>(scalars_.Add(Narrow<N>(a), Narrow<N>(b)));
  }
  WideNumber NegateModOrder(const WideNumber& a) const override {
    return Widen<N>(scalars_.Subtract(Limbs<N>{}, Narrow<N>(a)));
  }
  WideNumber MultiplyModOrder(const WideNumber& a,
                              const WideNumber& b) const override {
    return Widen<N>(scalars_.Leave(scalars_.Multiply(
        scalars_.Enter(Narrow<N>(a)), scalars_.Enter(Narrow<N>(b)))));
  }
  WideNumber InvertModOrder(const WideNumber& a) const override {
    return Widen<N>(InvertModulo<N>(Narrow<N>(a), scalars_.modulus()));
  }

 private:
  using Element = typename Field::Element;
  struct Jacobian {
    Element x, y, z;  // Infinity: z is zero.
  };
  struct Cached {  // A term of additions.
    Element x, y, z, zz, zzz;
  };
  struct Affine {
    Element x, y;
  };

  bool IsOnCurve(const CurvePoint& point) const {
    const WideNumber p = Widen<N>(field_.modulus());
    if (!IsLess(point.x, p) || !IsLess(point.y, p)) {
      return false;
    }
    const Jacobian at = EnterPoint(point);
    const Element right = field_.Add(
        field_.Multiply(field_.Add(field_.Square(at.x), a_), at.x), b_);
    return field_.IsZero(field_.Subtract(field_.Square(at.y), right));
  }
  bool HasOrderQ(const CurvePoint& point) const {
    const Limbs<N> q = scalars_.modulus();
    return field_.IsZero(Combine(Limbs<N>{}, q, point).z);
  }

  Jacobian EnterPoint(const CurvePoint& point) const {
    return {field_.Enter(Narrow<N>(point.x)), field_.Enter(Narrow<N>(point.y)),
            one_};
  }
  Affine ToAffine(const Cached& point) const {
    const Element inverse =
        field_.Enter(InvertModulo<N>(field_.Leave(point.z), field_.modulus()));
    const Element square = field_.Square(inverse);
    return {field_.Multiply(point.x, square),
            field_.Multiply(point.y, field_.Multiply(square, inverse))};
  }
  std::optional<CurvePoint> LeavePoint(const Jacobian& point) const {
    if (field_.IsZero(point.z)) {
      return std::nullopt;
    }
    const Affine affine = ToAffine(Cache(point));
    CurvePoint left;
    left.x = Widen<N>(field_.Leave(affine.x));
    left.y = Widen<N>(field_.Leave(affine.y));
    return left;
  }
  Cached Cache(const Jacobian& point) const {
    const Element zz = field_.Square(point.z);
    return {point.x, point.y, point.z, zz, field_.Multiply(zz, point.z)};
  }

  Element Twice(const Element& a) const { return field_.Add(a, a); }

  // Of x and z: 3 x^2 + a z^4.
  Element Slope(const Element& x, const Element& zz) const {
    if (is_a_minus_three_) {
      const Element product =
          field_.Multiply(field_.Subtract(x, zz), field_.Add(x, zz));
      return field_.Add(Twice(product), product);
    }
    const Element square = field_.Square(x);
    return field_.Add(field_.Add(Twice(square), square),
                      field_.Multiply(a_, field_.Square(zz)));
  }
  Jacobian Double(const Jacobian& p) const {
    const Element zz = field_.Square(p.z);
    const Element yy = field_.Square(p.y);
    const Element s = Twice(Twice(field_.Multiply(p.x, yy)));
    const Element m = Slope(p.x, zz);
    Jacobian sum;
    sum.x = field_.Subtract(field_.Square(m), Twice(s));
    sum.z = field_.Subtract(
        field_.Subtract(field_.Square(field_.Add(p.y, p.z)), yy), zz);
    const Element yyyy8 = Twice(Twice(Twice(field_.Square(yy))));
    sum.y =
        field_.Subtract(field_.Multiply(m, field_.Subtract(s, sum.x)), yyyy8);
    return sum;
  }

  // p + (x2, y2) of denominators z2, where u1 = x1 z2^2 and s1 = y1 z2^3;
  // z3 = h * z.
  Jacobian Join(const Jacobian& p, const Element& u1, const Element& s1,
                const Element& u2, const Element& s2, const Element& z) const {
    const Element h = field_.Subtract(u2, u1);
    const Element r = field_.Subtract(s2, s1);
    if (field_.IsZero(h)) {
      return field_.IsZero(r) ? Double(p) : Jacobian{one_, one_, Element{}};
    }
    const Element hh = field_.Square(h);
    const Element hhh = field_.Multiply(hh, h);
    const Element v = field_.Multiply(u1, hh);
    Jacobian sum;
    sum.x = field_.Subtract(field_.Subtract(field_.Square(r), hhh), Twice(v));
    sum.y = field_.Subtract(field_.Multiply(r, field_.Subtract(v, sum.x)),
                            field_.Multiply(s1, hhh));
    sum.z = field_.Multiply(h, z);
    return sum;
  }
  Jacobian Add(const Jacobian& p, const Affine& q) const {
    if (field_.IsZero(p.z)) {
      return {q.x, q.y, one_};
    }
    const Element zz = field_.Square(p.z);
    return Join(p, p.x, p.y, field_.Multiply(q.x, zz),
                field_.Multiply(q.y, field_.Multiply(zz, p.z)), p.z);
  }
  Jacobian Add(const Jacobian& p, const Cached& q) const {
    if (field_.IsZero(p.z)) {
      return {q.x, q.y, q.z};
    }
    if (field_.IsZero(q.z)) {
      return p;
    }
    const Element zz = field_.Square(p.z);
    return Join(p, field_.Multiply(p.x, q.zz), field_.Multiply(p.y, q.zzz),
                field_.Multiply(q.x, zz),
                field_.Multiply(q.y, field_.Multiply(zz, p.z)),
                field_.Multiply(p.z, q.z));
  }

  // 1, 3, 5 ... times `point`.
  std::vector<Cached> OddMultiples(const Jacobian& point, int count) const {
    std::vector<Cached> multiples = {Cache(point)};
    multiples.reserve(count);
    const Cached twice = Cache(Double(point));
    Jacobian sum = point;
    for (int i = 1; i < count; ++i) {
      sum = Add(sum, twice);
      multiples.push_back(Cache(sum));
    }
    return multiples;
  }

  template <typename Term>
  Jacobian AddDigit(const Jacobian& sum, const std::vector<Term>& multiples,
                    int digit) const {
    if (digit == 0) {
      return sum;
    }
    Term term = multiples[(digit < 0 ? -digit : digit) / 2];
    if (digit < 0) {
      term.y = field_.Subtract(Element{}, term.y);
    }
    return Add(sum, term);
  }

  // u1 * G + u2 * point, the doublings shared.
  Jacobian Combine(const Limbs<N>& u1, const Limbs<N>& u2,
                   const CurvePoint& point) const {
    const Digits<N> digits1 = RecodeSigned<N>(u1, kGeneratorWindow);
    const Digits<N> digits2 = RecodeSigned<N>(u2, kPointWindow);
    const std::vector<Cached> multiples =
        OddMultiples(EnterPoint(point), 1 << (kPointWindow - 2));
    Jacobian sum = {one_, one_, Element{}};
    for (int i = 64 * N; i >= 0; --i) {
      if (!field_.IsZero(sum.z)) {
        sum = Double(sum);
      }
      sum = AddDigit(sum, generator_multiples_, digits1[i]);
      sum = AddDigit(sum, multiples, digits2[i]);
    }
    return sum;
  }

  const Field field_;
  const MontgomeryField<N> scalars_;  // Modulo the order; Add works on plain.
  const WideNumber order_;
  const int cofactor_;
  const Element one_, a_, b_;
  bool is_a_minus_three_ = false;
  CurvePoint generator_;
  std::vector<Affine> generator_multiples_;
};

WideNumber FromHex(absl::string_view hex) {
  return WideFromBigEndian(absl::HexStringToBytes(
      hex.size() % 2 == 0 ? std::string(hex) : "0" + std::string(hex)));
}

template <typename Field, int N>
std::unique_ptr<const PrimeCurve> Make(const CurveNumbers& numbers,
                                       const WideNumber& p,
                                       const WideNumber& q) {
  auto curve = std::make_unique<CurveOver<Field, N>>(
      numbers, Narrow<N>(p), Narrow<N>(q), FromHex(numbers.a),
      FromHex(numbers.b));
  CurvePoint generator;
  generator.x = FromHex(numbers.x);
  generator.y = FromHex(numbers.y);
  if (!curve->SetGenerator(generator)) {
    return nullptr;
  }
  return curve;
}

template <int N>
std::unique_ptr<const PrimeCurve> MakeOfSize(const CurveNumbers& numbers,
                                             const WideNumber& p,
                                             const WideNumber& q) {
  return PseudoMersenneField<N>::Fits(Narrow<N>(p))
             ? Make<PseudoMersenneField<N>, N>(numbers, p, q)
             : Make<MontgomeryField<N>, N>(numbers, p, q);
}

}  // namespace

std::unique_ptr<const PrimeCurve> PrimeCurve::Create(
    const CurveNumbers& numbers) {
  const WideNumber p = FromHex(numbers.p);
  const WideNumber q = FromHex(numbers.q);
  if ((p[0] & 1) == 0 || (q[0] & 1) == 0 || !IsLess(FromHex(numbers.a), p) ||
      !IsLess(FromHex(numbers.b), p)) {
    return nullptr;
  }
  size_t limbs = p.size();
  while (limbs > 0 && p[limbs - 1] == 0) {
    --limbs;
  }
  if (limbs == 0 || (p[limbs - 1] >> 63) == 0 || (q[limbs - 1] >> 60) == 0 ||
      (limbs < q.size() && q[limbs] != 0)) {
    return nullptr;
  }
  switch (limbs) {
    case 4:
      return MakeOfSize<4>(numbers, p, q);
    case 6:
      return MakeOfSize<6>(numbers, p, q);
    case 8:
      return MakeOfSize<8>(numbers, p, q);
    default:
      return nullptr;
  }
}

}  // namespace kepil

#include "engine/crypto/gost_signature.h"

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

struct Numbers {
  WideNumber r, s;
};

std::optional<Numbers> ReadNumbers(SignatureScheme scheme,
                                   absl::string_view signature, size_t size) {
  if (signature.size() != 2 * size) {
    return std::nullopt;
  }
  const absl::string_view first = signature.substr(0, size);
  const absl::string_view second = signature.substr(size);
  if (scheme == SignatureScheme::kGostLeRs) {
    return Numbers{WideFromLittleEndian(first), WideFromLittleEndian(second)};
  }
  if (scheme == SignatureScheme::kGostBeSr) {
    return Numbers{WideFromBigEndian(second), WideFromBigEndian(first)};
  }
  return std::nullopt;
}

}  // namespace

CryptoDefect DefectOfGostSignature(const PrimeCurve& group,
                                   SignatureScheme scheme,
                                   absl::string_view signature) {
  const std::optional<Numbers> numbers =
      ReadNumbers(scheme, signature, group.size());
  if (!numbers.has_value()) {
    return CryptoDefect::kSignatureLength;
  }
  if (IsZero(numbers->r) || IsZero(numbers->s)) {
    return CryptoDefect::kNumberZero;
  }
  return IsLess(numbers->r, group.order()) && IsLess(numbers->s, group.order())
             ? CryptoDefect::kNone
             : CryptoDefect::kNumberTooLarge;
}

bool IsGostSignature(const PrimeCurve& group, const CurvePoint& key,
                     SignatureScheme scheme, absl::string_view hash,
                     absl::string_view signature) {
  const std::optional<Numbers> numbers =
      ReadNumbers(scheme, signature, group.size());
  if (!numbers.has_value() || hash.size() != group.size() ||
      DefectOfGostSignature(group, scheme, signature) != CryptoDefect::kNone) {
    return false;
  }
  WideNumber e = group.ReduceModOrder(WideFromLittleEndian(hash));
  if (IsZero(e)) {
    e[0] = 1;
  }
  const WideNumber v = group.InvertModOrder(e);
  const WideNumber z1 = group.MultiplyModOrder(numbers->s, v);
  const WideNumber z2 =
      group.NegateModOrder(group.MultiplyModOrder(numbers->r, v));
  const std::optional<CurvePoint> c = group.CombineMultiply(z1, z2, key);
  return c.has_value() && group.ReduceModOrder(c->x) == numbers->r;
}

}  // namespace kepil

#include "engine/crypto/bign_signature.h"

#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/belt_hash.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

// S0 + 2^level.
WideNumber Multiplier(absl::string_view s0) {
  return WideFromLittleEndian(absl::StrCat(s0, absl::string_view("\x01", 1)));
}

WideNumber ReadS1(const PrimeCurve& group, absl::string_view signature) {
  return WideFromLittleEndian(signature.substr(group.size() / 2));
}

}  // namespace

CryptoDefect DefectOfBignSignature(const PrimeCurve& group,
                                   absl::string_view signature) {
  if (signature.size() != group.size() / 2 + group.size()) {
    return CryptoDefect::kSignatureLength;
  }
  return IsLess(ReadS1(group, signature), group.order())
             ? CryptoDefect::kNone
             : CryptoDefect::kNumberTooLarge;
}

bool IsBignSignature(const PrimeCurve& group, const CurvePoint& key,
                     HashAlgorithm algorithm, absl::string_view hash,
                     absl::string_view signature) {
  const size_t size = group.size();
  const size_t s0_size = size / 2;
  if (hash.size() != size ||
      DefectOfBignSignature(group, signature) != CryptoDefect::kNone) {
    return false;
  }
  const absl::string_view s0 = signature.substr(0, s0_size);
  const WideNumber s1 = ReadS1(group, signature);
  const WideNumber sum =
      group.AddModOrder(s1, group.ReduceModOrder(WideFromLittleEndian(hash)));
  const std::optional<CurvePoint> r =
      group.CombineMultiply(sum, Multiplier(s0), key);
  if (!r.has_value()) {
    return false;
  }
  BeltHash t;
  t.Update(DerOidFromText(HashOidText(algorithm)));
  t.Update(WideToLittleEndian(r.value().x, size));
  t.Update(hash);
  return absl::string_view(t.Finish()).substr(0, s0_size) == s0;
}

}  // namespace kepil

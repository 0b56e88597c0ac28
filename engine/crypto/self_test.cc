#include "engine/crypto/self_test.h"

#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/bign_signature.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/gost_curves.h"
#include "engine/crypto/gost_signature.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/openssl_ptr.h"
#include "engine/crypto/own_hasher.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/sm2_signature.h"
#include "engine/crypto/sm2_user.h"
#include "engine/crypto/wide_number.h"

namespace kepil {
namespace {

constexpr KeyFamily kGostFamilies[] = {
    KeyFamily::kGost2001,       KeyFamily::kGost2012_256,
    KeyFamily::kGost2012_512,   KeyFamily::kKzGost2004,
    KeyFamily::kKzGost2015_256, KeyFamily::kKzGost2015_512,
    KeyFamily::kUzDst1092};

WideNumber FromHex(absl::string_view hex) {
  return WideFromBigEndian(absl::HexStringToBytes(hex));
}

bool IsGostFamily(KeyFamily family) {
  for (const KeyFamily gost : kGostFamilies) {
    if (gost == family) {
      return true;
    }
  }
  return false;
}

constexpr size_t kAnswers =
    sizeof(kGostKnownAnswers) / sizeof(kGostKnownAnswers[0]);

struct Result {
  absl::once_flag once;
  bool is_right = false;
};

bool IsAnswerRightOnce(size_t i) {
  // Never freed: it must outlive every user.
  static std::array<Result, kAnswers>& results =
      *new std::array<Result, kAnswers>();
  Result& result = results[i];
  absl::call_once(result.once, [&result, i] {
    result.is_right = IsAnswerRight(kGostKnownAnswers[i]);
  });
  return result.is_right;
}

bool IsBignRight() {
  for (const BignKnownAnswer& answer : kBignKnownAnswers) {
    if (!IsAnswerRight(answer)) {
      return false;
    }
  }
  return true;
}

std::string NameOf(KeyFamily family) {
  return std::string(SchemeFits(SignatureScheme::kGostLeRs, family)
                         ? SchemeName(SignatureScheme::kGostLeRs, family)
                         : SchemeName(SignatureScheme::kGostBeSr, family));
}

}  // namespace

bool IsAnswerRight(const GostKnownAnswer& answer) {
  const PrimeCurve& group = GostGroup(answer.curve);
  const size_t size = group.size();
  const CurvePoint key = {FromHex(answer.x), FromHex(answer.y)};
  const WideNumber r = FromHex(answer.r), s = FromHex(answer.s);
  const std::string russian =
      absl::StrCat(WideToBigEndian(s, size), WideToBigEndian(r, size));
  const std::string kazakh =
      absl::StrCat(WideToLittleEndian(r, size), WideToLittleEndian(s, size));
  const std::string hash = GostKnownHash(size);
  const std::string other(size, '\1');
  return group.IsInGroup(key) &&
         IsGostSignature(group, key, SignatureScheme::kGostBeSr, hash,
                         russian) &&
         IsGostSignature(group, key, SignatureScheme::kGostLeRs, hash,
                         kazakh) &&
         !IsGostSignature(group, key, SignatureScheme::kGostBeSr, other,
                          russian);
}

bool IsAnswerRight(const BignKnownAnswer& answer) {
  const PrimeCurve& group = BignGroup(answer.level);
  const std::string octets = absl::HexStringToBytes(answer.key);
  const std::string hash = absl::HexStringToBytes(answer.hash);
  const std::string signature = absl::HexStringToBytes(answer.signature);
  if (octets.size() != 2 * group.size()) {
    return false;
  }
  const CurvePoint key = {WideFromLittleEndian(octets.substr(0, group.size())),
                          WideFromLittleEndian(octets.substr(group.size()))};
  return group.IsInGroup(key) &&
         IsBignSignature(group, key, answer.algorithm, hash, signature) &&
         !IsBignSignature(group, key, answer.algorithm,
                          std::string(hash.size(), '\1'), signature);
}

bool IsAnswerRight(const Sm2KnownAnswer& answer) {
  const OpensslErrorGuard guard;
  const std::string spki =
      DerSequence({DerSequence({DerOidFromText("1.2.840.10045.2.1"),
                                DerOidFromText("1.2.156.10197.1.301")}),
                   DerBitString(absl::HexStringToBytes(
                       absl::StrCat("04", answer.x, answer.y)))});
  const auto* next = reinterpret_cast<const unsigned char*>(spki.data());
  const EvpPkeyPtr key(
      d2i_PUBKEY(nullptr, &next, static_cast<int>(spki.size())));
  if (key == nullptr) {
    return false;
  }
  const absl::StatusOr<std::string> user =
      Sm2UserDigest(key.get(), kSm2DefaultIdentifier);
  if (!user.ok()) {
    return false;
  }
  const std::string signature =
      DerSequence({DerUnsigned(absl::HexStringToBytes(answer.r)),
                   DerUnsigned(absl::HexStringToBytes(answer.s))});
  const absl::StatusOr<bool> right =
      IsSm2Signature(key.get(), *user, answer.message, signature);
  const absl::StatusOr<bool> wrong = IsSm2Signature(
      key.get(), *user, absl::StrCat(answer.message, "."), signature);
  return right.ok() && *right && wrong.ok() && !*wrong;
}

bool PassesSelfTest(KeyFamily family) {
  if (family == KeyFamily::kBign) {
    static const bool is_right = IsBignRight();
    return is_right;
  }
  if (family == KeyFamily::kSm2) {
    static const bool is_right = IsAnswerRight(kSm2KnownAnswer);
    return is_right;
  }
  if (!IsGostFamily(family)) {
    return true;
  }
  bool has_curve = false;
  for (size_t i = 0; i < kAnswers; ++i) {
    if (IsGostCurveOf(family, kGostKnownAnswers[i].curve)) {
      has_curve = true;
      if (!IsAnswerRightOnce(i)) {
        return false;
      }
    }
  }
  return has_curve;
}

std::vector<std::string> FailedSelfTests() {
  std::vector<std::string> failed;
  for (int i = 1; i <= static_cast<int>(HashAlgorithm::kSm3); ++i) {
    const auto hash = static_cast<HashAlgorithm>(i);
    if (MakeOwnHasher(hash) != nullptr && !IsOwnHashWorking(hash)) {
      failed.emplace_back(HashName(hash));
    }
  }
  for (const KeyFamily family : kGostFamilies) {
    if (HasGostCurve(family) && !PassesSelfTest(family)) {
      failed.push_back(NameOf(family));
    }
  }
  if (!PassesSelfTest(KeyFamily::kBign)) {
    failed.emplace_back(SchemeName(SignatureScheme::kBign, KeyFamily::kBign));
  }
  if (!PassesSelfTest(KeyFamily::kSm2)) {
    failed.emplace_back(SchemeName(SignatureScheme::kSm2, KeyFamily::kSm2));
  }
  return failed;
}

}  // namespace kepil

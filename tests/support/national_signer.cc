#include "tests/support/national_signer.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/belt_hash.h"
#include "engine/crypto/bign_curve.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/gost_curves.h"
#include "engine/crypto/prime_curve.h"
#include "engine/crypto/wide_number.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

struct Row {
  NationalKeyKind kind;
  SignatureScheme scheme;
  HashAlgorithm hash;
  const char* key_oid;
  std::vector<const char*> parameters;  // Of the key: one OID stands alone.
  const char* signature_oid;
  const char* digest_oid;
  bool null_parameters;  // In the signature's AlgorithmIdentifier.
};

const std::vector<Row>& Rows() {
  static const auto& rows = *new std::vector<Row>{
      {NationalKeyKind::kKzGost2004,
       SignatureScheme::kGostLeRs,
       HashAlgorithm::kGost94Test,
       "1.2.398.3.10.1.1.1.1",
       {"1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0"},
       "1.2.398.3.10.1.1.1.2",
       "1.2.398.3.10.1.3.1",
       true},
      {NationalKeyKind::kKzGost2015_512,
       SignatureScheme::kGostLeRs,
       HashAlgorithm::kStreebog512,
       "1.2.398.3.10.1.1.2.2",
       {"1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.3.3"},
       "1.2.398.3.10.1.1.2.3.2",
       "1.2.398.3.10.1.3.3",
       true},
      {NationalKeyKind::kRuGost2012_256,
       SignatureScheme::kGostBeSr,
       HashAlgorithm::kStreebog256,
       "1.2.643.7.1.1.1.1",
       {"1.2.643.7.1.2.1.1.1", "1.2.643.7.1.1.2.2"},
       "1.2.643.7.1.1.3.2",
       "1.2.643.7.1.1.2.2",
       false},
      {NationalKeyKind::kRuGost2012_512,
       SignatureScheme::kGostBeSr,
       HashAlgorithm::kStreebog512,
       "1.2.643.7.1.1.1.2",
       {"1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.2.3"},
       "1.2.643.7.1.1.3.3",
       "1.2.643.7.1.1.2.3",
       false},
      {NationalKeyKind::kByBign256,
       SignatureScheme::kBign,
       HashAlgorithm::kBeltHash,
       "1.2.112.0.2.0.34.101.45.2.1",
       {"1.2.112.0.2.0.34.101.45.3.1"},
       "1.2.112.0.2.0.34.101.45.12",
       "1.2.112.0.2.0.34.101.31.81",
       true},
      {NationalKeyKind::kByBign384,
       SignatureScheme::kBign,
       HashAlgorithm::kBash384,
       "1.2.112.0.2.0.34.101.45.2.1",
       {"1.2.112.0.2.0.34.101.45.3.2"},
       "1.2.112.0.2.0.34.101.45.14",
       "1.2.112.0.2.0.34.101.77.12",
       true},
      {NationalKeyKind::kByBign512,
       SignatureScheme::kBign,
       HashAlgorithm::kBash512,
       "1.2.112.0.2.0.34.101.45.2.1",
       {"1.2.112.0.2.0.34.101.45.3.3"},
       "1.2.112.0.2.0.34.101.45.15",
       "1.2.112.0.2.0.34.101.77.13",
       true}};
  return rows;
}

const Row& RowOf(NationalKeyKind kind) {
  for (const Row& row : Rows()) {
    if (row.kind == kind) {
      return row;
    }
  }
  KEPIL_CHECK(false);
}

const PrimeCurve& GroupOf(NationalKeyKind kind) {
  switch (kind) {
    case NationalKeyKind::kKzGost2004:
      return GostGroup(GostCurve::kCryptoProA);
    case NationalKeyKind::kRuGost2012_256:
      return GostGroup(GostCurve::kTc26_256A);
    case NationalKeyKind::kKzGost2015_512:
    case NationalKeyKind::kRuGost2012_512:
      return GostGroup(GostCurve::kTc26_512A);
    case NationalKeyKind::kByBign256:
      return BignGroup(128);
    case NationalKeyKind::kByBign384:
      return BignGroup(192);
    case NationalKeyKind::kByBign512:
      return BignGroup(256);
  }
  KEPIL_CHECK(false);
}

// A number from 1 to the order less 1 that follows from key and data: the first
// such of HMAC-SHA-512 with a counter.
WideNumber DeriveNumber(const PrimeCurve& group, absl::string_view key,
                        absl::string_view data) {
  for (char counter = 0;; ++counter) {
    const std::string input = absl::StrCat(data, std::string(1, counter));
    unsigned char mac[64];
    unsigned int size = 0;
    KEPIL_CHECK(HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()),
                     reinterpret_cast<const unsigned char*>(input.data()),
                     input.size(), mac, &size) != nullptr &&
                size == sizeof(mac));
    const WideNumber number =
        WideFromBigEndian({reinterpret_cast<const char*>(mac), group.size()});
    if (!IsZero(number) && IsLess(number, group.order())) {
      return number;
    }
  }
}

CurvePoint MultiplyGenerator(const PrimeCurve& group, const WideNumber& k) {
  const std::optional<CurvePoint> point =
      group.CombineMultiply(k, WideNumber{}, group.generator());
  KEPIL_CHECK(point.has_value());
  return *point;
}

class NationalSigner : public Signer {
 public:
  NationalSigner(const Row& row, absl::string_view seed)
      : row_(row),
        group_(GroupOf(row.kind)),
        key_(DeriveNumber(group_, absl::StrCat("kepil test key ", row.key_oid),
                          seed)) {
    algorithm_.scheme = row.scheme;
    algorithm_.hash = row.hash;
    identifier_ =
        row.null_parameters
            ? der::Sequence({der::Oid(row.signature_oid), der::Null()})
            : der::Sequence({der::Oid(row.signature_oid)});
    std::vector<std::string> oids;
    for (const char* oid : row.parameters) {
      oids.push_back(der::Oid(oid));
    }
    const CurvePoint point = MultiplyGenerator(group_, key_);
    const std::string octets = WideToLittleEndian(point.x, group_.size()) +
                               WideToLittleEndian(point.y, group_.size());
    const bool is_bign = row.scheme == SignatureScheme::kBign;
    spki_ = der::Sequence(
        {der::Sequence(
             {der::Oid(row.key_oid), is_bign ? oids[0] : der::Sequence(oids)}),
         der::BitString(is_bign ? octets : der::OctetString(octets))});
  }

  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override { return algorithm_; }
  const std::string& algorithm_identifier() const override {
    return identifier_;
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    KEPIL_ASSIGN_OR_RETURN(const std::string hash, HashOf(row_.hash, message));
    const std::string secret = WideToBigEndian(key_, group_.size());
    for (int attempt = 0;; ++attempt) {
      const WideNumber nonce =
          DeriveNumber(group_, secret, absl::StrCat(hash, attempt));
      std::string value = row_.scheme == SignatureScheme::kBign
                              ? SignBign(hash, nonce)
                              : SignGost(hash, nonce);
      if (!value.empty()) {
        return value;
      }
    }
  }

 private:
  WideNumber NumberOf(absl::string_view hash) const {
    return group_.ReduceModOrder(WideFromLittleEndian(hash));
  }

  // RFC 7091, 6.1. "" if the nonce will not do.
  std::string SignGost(const std::string& hash, const WideNumber& nonce) const {
    WideNumber e = NumberOf(hash);
    if (IsZero(e)) {
      e[0] = 1;
    }
    const WideNumber r =
        group_.ReduceModOrder(MultiplyGenerator(group_, nonce).x);
    const WideNumber s = group_.AddModOrder(group_.MultiplyModOrder(r, key_),
                                            group_.MultiplyModOrder(nonce, e));
    if (IsZero(r) || IsZero(s)) {
      return "";
    }
    const size_t size = group_.size();
    return row_.scheme == SignatureScheme::kGostLeRs
               ? WideToLittleEndian(r, size) + WideToLittleEndian(s, size)
               : WideToBigEndian(s, size) + WideToBigEndian(r, size);
  }

  // STB 34.101.45, 7.1.3.
  std::string SignBign(const std::string& hash, const WideNumber& nonce) const {
    const size_t size = group_.size();
    BeltHash belt;
    belt.Update(der::Oid(row_.digest_oid));
    belt.Update(WideToLittleEndian(MultiplyGenerator(group_, nonce).x, size));
    belt.Update(hash);
    const std::string s0 = belt.Finish().substr(0, size / 2);
    const WideNumber multiplier = WideFromLittleEndian(s0 + '\x01');
    const WideNumber sum = group_.AddModOrder(
        NumberOf(hash), group_.MultiplyModOrder(multiplier, key_));
    return s0 +
           WideToLittleEndian(
               group_.AddModOrder(nonce, group_.NegateModOrder(sum)), size);
  }

  const Row& row_;
  const PrimeCurve& group_;
  const WideNumber key_;
  SignatureAlgorithm algorithm_;
  std::string identifier_, spki_;
};

}  // namespace

std::shared_ptr<const Signer> MakeNationalSigner(NationalKeyKind kind,
                                                 absl::string_view seed) {
  return std::make_shared<const NationalSigner>(RowOf(kind), seed);
}

TestKey MakeNationalKey(NationalKeyKind kind, absl::string_view seed) {
  return TestKey::FromSigner(MakeNationalSigner(kind, seed),
                             RowOf(kind).digest_oid);
}

}  // namespace kepil

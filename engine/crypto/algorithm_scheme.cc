#include "engine/crypto/algorithm_scheme.h"

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

struct Row {
  SignatureScheme scheme;
  KeyFamily family;
  absl::string_view name;
};

constexpr Row kRows[] = {
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa, "rsa-pkcs1"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa, "rsa-pss"},
    {SignatureScheme::kRsaPss, KeyFamily::kRsaPss, "rsa-pss"},
    {SignatureScheme::kEcdsa, KeyFamily::kEc, "ecdsa"},
    {SignatureScheme::kEddsa, KeyFamily::kEd25519, "ed25519"},
    {SignatureScheme::kEddsa, KeyFamily::kEd448, "ed448"},
    {SignatureScheme::kDsa, KeyFamily::kDsa, "dsa"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2001, "gost2001"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_256, "gost2012-256"},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_512, "gost2012-512"},
    {SignatureScheme::kGostBeSr, KeyFamily::kUzDst1092, "uz-dst1092"},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2004, "kz-gost2004"},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_256, "kz-gost2015-256"},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_512, "kz-gost2015-512"},
    {SignatureScheme::kBign, KeyFamily::kBign, "bign"},
    {SignatureScheme::kSm2, KeyFamily::kSm2, "sm2"},
};

}  // namespace

absl::string_view SchemeName(SignatureScheme scheme, KeyFamily family) {
  for (const Row& row : kRows) {
    if (row.scheme == scheme && row.family == family) {
      return row.name;
    }
  }
  return "";
}

bool IsSchemeName(absl::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) {
      return true;
    }
  }
  return false;
}

bool SchemeFits(SignatureScheme scheme, KeyFamily family) {
  return !SchemeName(scheme, family).empty();
}

}  // namespace kepil

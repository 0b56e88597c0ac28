#include "engine/crypto/algorithm.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/algorithm_quirk.h"
#include "engine/crypto/algorithm_table.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/object_identifier.h"
#include "engine/crypto/pss_parameters.h"
#include "engine/crypto/self_test.h"

namespace kepil {
namespace {

// SupportedSuites goes over these and every hash function.
constexpr struct {
  SignatureScheme scheme;
  KeyFamily family;
} kSchemes[] = {
    {SignatureScheme::kRsaPkcs1, KeyFamily::kRsa},
    {SignatureScheme::kRsaPss, KeyFamily::kRsa},
    {SignatureScheme::kEcdsa, KeyFamily::kEc},
    {SignatureScheme::kEddsa, KeyFamily::kEd25519},
    {SignatureScheme::kEddsa, KeyFamily::kEd448},
    {SignatureScheme::kDsa, KeyFamily::kDsa},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2001},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_256},
    {SignatureScheme::kGostBeSr, KeyFamily::kGost2012_512},
    {SignatureScheme::kGostBeSr, KeyFamily::kUzDst1092},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2004},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_256},
    {SignatureScheme::kGostLeRs, KeyFamily::kKzGost2015_512},
    {SignatureScheme::kBign, KeyFamily::kBign},
    {SignatureScheme::kSm2, KeyFamily::kSm2},
};

absl::Status UnknownAlgorithm(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

absl::Status ConflictError(absl::string_view message) {
  return WithDefect(MalformedError(message),
                    CryptoDefect::kIdentifiersConflict);
}

// Whether a scheme over `hash` has an identifier of its own for such keys or,
// for RSA, is a hash that OpenSSL takes for it.
bool IsHashOfScheme(SignatureScheme scheme, KeyFamily family,
                    HashAlgorithm hash) {
  if (scheme == SignatureScheme::kEddsa) {
    return hash == HashAlgorithm::kUnknown;
  }
  const SignatureScheme table =
      scheme == SignatureScheme::kRsaPss ? SignatureScheme::kRsaPkcs1 : scheme;
  for (const AlgorithmRow& row : AlgorithmRows()) {
    if (row.scheme == table && row.hash == hash &&
        (row.key_family == KeyFamily::kUnknown || row.key_family == family)) {
      return IsHashOffered(hash);
    }
  }
  return false;
}

absl::Status ResolvePss(const AlgorithmIdentifier& signature,
                        ResolvedAlgorithm& resolved) {
  PssParameters parameters;
  if (signature.parameters.empty()) {
    resolved.quirks.push_back(AlgorithmQuirk::kPssParametersAbsent);
  } else {
    KEPIL_ASSIGN_OR_RETURN(parameters,
                           ParsePssParameters(signature.parameters));
  }
  resolved.algorithm.hash = parameters.hash;
  resolved.algorithm.mgf1_hash = parameters.mgf1_hash;
  resolved.algorithm.salt_length = parameters.salt_length;
  return absl::OkStatus();
}

// An OID that names no hash: it comes from `digest`.
absl::Status ResolveKeyOid(const AlgorithmIdentifier& signature,
                           std::optional<HashAlgorithm> digest,
                           ResolvedAlgorithm& resolved) {
  if (!digest.has_value()) {
    return ConflictError("signature algorithm names a key type, not a hash");
  }
  resolved.algorithm.hash = *digest;
  if (resolved.algorithm.scheme == SignatureScheme::kRsaPkcs1) {
    return HasNoParameters(signature)
               ? absl::OkStatus()
               : ConflictError("rsaEncryption with parameters");
  }
  // The key's parameters, such as its curve, may come along.
  if (resolved.algorithm.scheme != SignatureScheme::kGostBeSr) {
    resolved.quirks.push_back(AlgorithmQuirk::kKeyOidAsSignatureOid);
  }
  return absl::OkStatus();
}

absl::Status ResolveParameters(const AlgorithmRow& row,
                               const AlgorithmIdentifier& signature,
                               std::optional<HashAlgorithm> digest,
                               ResolvedAlgorithm& resolved) {
  if (row.scheme == SignatureScheme::kRsaPss) {
    return ResolvePss(signature, resolved);
  }
  if (row.scheme == SignatureScheme::kEddsa) {
    return signature.parameters.empty()
               ? absl::OkStatus()
               : ConflictError("EdDSA with parameters");
  }
  if (row.hash == HashAlgorithm::kUnknown) {
    return ResolveKeyOid(signature, digest, resolved);
  }
  return HasNoParameters(signature)
             ? absl::OkStatus()
             : ConflictError("unexpected signature algorithm parameters");
}

}  // namespace

std::string SuiteName(const SignatureAlgorithm& algorithm, KeyFamily family) {
  const absl::string_view scheme = SchemeName(algorithm.scheme, family);
  if (scheme.empty()) {
    return "unknown";
  }
  return algorithm.scheme == SignatureScheme::kEddsa
             ? std::string(scheme)
             : absl::StrCat(scheme, "-", HashName(algorithm.hash));
}

absl::StatusOr<ResolvedAlgorithm> ResolveSignatureAlgorithm(
    KeyFamily family, const AlgorithmIdentifier& signature,
    std::optional<HashAlgorithm> digest) {
  const AlgorithmRow* row = FindAlgorithmRow(signature.oid);
  if (row == nullptr || family == KeyFamily::kUnknown) {
    return UnknownAlgorithm(absl::StrCat("signature algorithm ",
                                         OidToText(signature.oid),
                                         " or its key is unknown"));
  }
  if (digest == HashAlgorithm::kUnknown) {
    return UnknownAlgorithm("digest algorithm is unknown");
  }
  if (!SchemeFits(row->scheme, family) ||
      (row->key_family != KeyFamily::kUnknown && row->key_family != family)) {
    return ConflictError("signature algorithm contradicts the key");
  }
  ResolvedAlgorithm resolved;
  resolved.algorithm.scheme = row->scheme;
  resolved.algorithm.hash = row->hash;
  KEPIL_RETURN_IF_ERROR(ResolveParameters(*row, signature, digest, resolved));
  if (digest.has_value() && row->scheme != SignatureScheme::kEddsa &&
      *digest != resolved.algorithm.hash) {
    return ConflictError("signature algorithm contradicts the digest");
  }
  if (!IsSuiteOffered(resolved.algorithm, family)) {
    return UnknownAlgorithm(
        absl::StrCat("not offered: ", SuiteName(resolved.algorithm, family)));
  }
  return resolved;
}

bool IsSuiteOffered(const SignatureAlgorithm& algorithm, KeyFamily family) {
  if (!SchemeFits(algorithm.scheme, family) ||
      !IsHashOfScheme(algorithm.scheme, family, algorithm.hash) ||
      !PassesSelfTest(family)) {
    return false;
  }
  return algorithm.scheme != SignatureScheme::kRsaPss ||
         IsHashOfScheme(SignatureScheme::kRsaPss, family, algorithm.mgf1_hash);
}

std::vector<std::string> SupportedSuites() {
  std::vector<std::string> names;
  for (const auto& row : kSchemes) {
    SignatureAlgorithm algorithm;
    algorithm.scheme = row.scheme;
    // Without a hash: EdDSA.
    for (int i = 0; i <= static_cast<int>(HashAlgorithm::kSm3); ++i) {
      algorithm.hash = static_cast<HashAlgorithm>(i);
      algorithm.mgf1_hash = algorithm.hash;
      if (IsSuiteOffered(algorithm, row.family)) {
        names.push_back(SuiteName(algorithm, row.family));
      }
    }
  }
  return names;
}

}  // namespace kepil

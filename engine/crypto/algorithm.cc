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
#include "engine/crypto/hash_algorithm.h"
#include "engine/crypto/object_identifier.h"
#include "engine/crypto/openssl_algorithms.h"
#include "engine/crypto/pss_parameters.h"

namespace kepil {
namespace {

constexpr HashAlgorithm kAllHashes[] = {
    HashAlgorithm::kMd5,        HashAlgorithm::kSha1,
    HashAlgorithm::kSha224,     HashAlgorithm::kSha256,
    HashAlgorithm::kSha384,     HashAlgorithm::kSha512,
    HashAlgorithm::kSha512_224, HashAlgorithm::kSha512_256,
    HashAlgorithm::kSha3_224,   HashAlgorithm::kSha3_256,
    HashAlgorithm::kSha3_384,   HashAlgorithm::kSha3_512,
    HashAlgorithm::kRipemd160};
constexpr KeyFamily kAllFamilies[] = {KeyFamily::kRsa, KeyFamily::kEc,
                                      KeyFamily::kEd25519, KeyFamily::kEd448,
                                      KeyFamily::kDsa};
constexpr SignatureScheme kAllSchemes[] = {
    SignatureScheme::kRsaPkcs1, SignatureScheme::kRsaPss,
    SignatureScheme::kEcdsa, SignatureScheme::kEddsa, SignatureScheme::kDsa};

// What a signature OID says.
struct Row {
  absl::string_view oid;  // Content octets.
  SignatureScheme scheme;
  HashAlgorithm hash;    // kUnknown: named elsewhere, or none (EdDSA).
  KeyFamily key_family;  // Of an OID that names one family; else kUnknown.
};

// 1.2.840.113549.1.1
#define KEPIL_PKCS1 "\x2a\x86\x48\x86\xf7\x0d\x01\x01"
// 2.16.840.1.101.3.4.3
#define KEPIL_NIST "\x60\x86\x48\x01\x65\x03\x04\x03"
// 1.2.840.10045 and 1.2.840.10040
#define KEPIL_X962 "\x2a\x86\x48\xce\x3d"
#define KEPIL_X957 "\x2a\x86\x48\xce\x38"

// RFC 8017 appendix C, RFC 5758, RFC 3279, RFC 8410, NIST CSOR, TeleTrusT and
// the two OIW forms that old certificates have. Keys' OIDs come last.
constexpr Row kRows[] = {
    {KEPIL_PKCS1 "\x0b", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0c", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0e", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0f", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512_224,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x10", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha512_256,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x05", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {"\x2b\x0e\x03\x02\x1d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x04", SignatureScheme::kRsaPkcs1, HashAlgorithm::kMd5,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0d", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0e", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0f", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x10", SignatureScheme::kRsaPkcs1, HashAlgorithm::kSha3_512,
     KeyFamily::kUnknown},
    {"\x2b\x24\x03\x03\x01\x02", SignatureScheme::kRsaPkcs1,
     HashAlgorithm::kRipemd160, KeyFamily::kUnknown},
    {KEPIL_PKCS1 "\x0a", SignatureScheme::kRsaPss, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x02", SignatureScheme::kEcdsa, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x03", SignatureScheme::kEcdsa, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x04", SignatureScheme::kEcdsa, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x03\x01", SignatureScheme::kEcdsa, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x04\x01", SignatureScheme::kEcdsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x09", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0a", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0b", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x0c", SignatureScheme::kEcdsa, HashAlgorithm::kSha3_512,
     KeyFamily::kUnknown},
    {KEPIL_X957 "\x04\x03", SignatureScheme::kDsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {"\x2b\x0e\x03\x02\x1b", SignatureScheme::kDsa, HashAlgorithm::kSha1,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x01", SignatureScheme::kDsa, HashAlgorithm::kSha224,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x02", SignatureScheme::kDsa, HashAlgorithm::kSha256,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x03", SignatureScheme::kDsa, HashAlgorithm::kSha384,
     KeyFamily::kUnknown},
    {KEPIL_NIST "\x04", SignatureScheme::kDsa, HashAlgorithm::kSha512,
     KeyFamily::kUnknown},
    {"\x2b\x65\x70", SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
     KeyFamily::kEd25519},
    {"\x2b\x65\x71", SignatureScheme::kEddsa, HashAlgorithm::kUnknown,
     KeyFamily::kEd448},
    {KEPIL_PKCS1 "\x01", SignatureScheme::kRsaPkcs1, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X962 "\x02\x01", SignatureScheme::kEcdsa, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
    {KEPIL_X957 "\x04\x01", SignatureScheme::kDsa, HashAlgorithm::kUnknown,
     KeyFamily::kUnknown},
};

#undef KEPIL_PKCS1
#undef KEPIL_NIST
#undef KEPIL_X962
#undef KEPIL_X957

absl::Status UnknownAlgorithm(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN, what);
}

const Row* FindRow(absl::string_view oid) {
  for (const Row& row : kRows) {
    if (row.oid == oid) {
      return &row;
    }
  }
  return nullptr;
}

bool SchemeFits(SignatureScheme scheme, KeyFamily family) {
  switch (scheme) {
    case SignatureScheme::kUnknown:
      return false;
    case SignatureScheme::kRsaPkcs1:
      return family == KeyFamily::kRsa;
    case SignatureScheme::kRsaPss:
      return family == KeyFamily::kRsa || family == KeyFamily::kRsaPss;
    case SignatureScheme::kEcdsa:
      return family == KeyFamily::kEc;
    case SignatureScheme::kEddsa:
      return family == KeyFamily::kEd25519 || family == KeyFamily::kEd448;
    case SignatureScheme::kDsa:
      return family == KeyFamily::kDsa;
  }
  return false;
}

// Whether a scheme over `hash` has an identifier of its own or, for RSA, is a
// hash that OpenSSL takes for it.
bool IsHashOfScheme(SignatureScheme scheme, HashAlgorithm hash) {
  if (scheme == SignatureScheme::kEddsa) {
    return hash == HashAlgorithm::kUnknown;
  }
  const SignatureScheme table =
      scheme == SignatureScheme::kRsaPss ? SignatureScheme::kRsaPkcs1 : scheme;
  for (const Row& row : kRows) {
    if (row.scheme == table && row.hash == hash) {
      return hash != HashAlgorithm::kUnknown && OpensslDigest(hash) != nullptr;
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
    return MalformedError("signature algorithm names a key type, not a hash");
  }
  resolved.algorithm.hash = *digest;
  if (resolved.algorithm.scheme == SignatureScheme::kRsaPkcs1) {
    return HasNoParameters(signature)
               ? absl::OkStatus()
               : MalformedError("rsaEncryption with parameters");
  }
  // The key's parameters, such as its curve, may come along.
  resolved.quirks.push_back(AlgorithmQuirk::kKeyOidAsSignatureOid);
  return absl::OkStatus();
}

absl::Status ResolveParameters(const Row& row,
                               const AlgorithmIdentifier& signature,
                               std::optional<HashAlgorithm> digest,
                               ResolvedAlgorithm& resolved) {
  if (row.scheme == SignatureScheme::kRsaPss) {
    return ResolvePss(signature, resolved);
  }
  if (row.scheme == SignatureScheme::kEddsa) {
    return signature.parameters.empty()
               ? absl::OkStatus()
               : MalformedError("EdDSA with parameters");
  }
  if (row.hash == HashAlgorithm::kUnknown) {
    return ResolveKeyOid(signature, digest, resolved);
  }
  return HasNoParameters(signature)
             ? absl::OkStatus()
             : MalformedError("unexpected signature algorithm parameters");
}

}  // namespace

std::string SuiteName(const SignatureAlgorithm& algorithm, KeyFamily family) {
  if (!SchemeFits(algorithm.scheme, family)) {
    return "unknown";
  }
  const absl::string_view hash = HashName(algorithm.hash);
  switch (algorithm.scheme) {
    case SignatureScheme::kUnknown:
      break;
    case SignatureScheme::kRsaPkcs1:
      return absl::StrCat("rsa-pkcs1-", hash);
    case SignatureScheme::kRsaPss:
      return absl::StrCat("rsa-pss-", hash);
    case SignatureScheme::kEcdsa:
      return absl::StrCat("ecdsa-", hash);
    case SignatureScheme::kEddsa:
      return family == KeyFamily::kEd25519 ? "ed25519" : "ed448";
    case SignatureScheme::kDsa:
      return absl::StrCat("dsa-", hash);
  }
  return "unknown";
}

absl::StatusOr<ResolvedAlgorithm> ResolveSignatureAlgorithm(
    KeyFamily family, const AlgorithmIdentifier& signature,
    std::optional<HashAlgorithm> digest) {
  const Row* row = FindRow(signature.oid);
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
    return MalformedError("signature algorithm contradicts the key");
  }
  ResolvedAlgorithm resolved;
  resolved.algorithm.scheme = row->scheme;
  resolved.algorithm.hash = row->hash;
  KEPIL_RETURN_IF_ERROR(ResolveParameters(*row, signature, digest, resolved));
  if (digest.has_value() && row->scheme != SignatureScheme::kEddsa &&
      *digest != resolved.algorithm.hash) {
    return MalformedError("signature algorithm contradicts the digest");
  }
  if (!IsSuiteOffered(resolved.algorithm, family)) {
    return UnknownAlgorithm(
        absl::StrCat("not offered: ", SuiteName(resolved.algorithm, family)));
  }
  return resolved;
}

bool IsSuiteOffered(const SignatureAlgorithm& algorithm, KeyFamily family) {
  if (!SchemeFits(algorithm.scheme, family) ||
      !IsHashOfScheme(algorithm.scheme, algorithm.hash)) {
    return false;
  }
  return algorithm.scheme != SignatureScheme::kRsaPss ||
         IsHashOfScheme(SignatureScheme::kRsaPss, algorithm.mgf1_hash);
}

std::vector<std::string> SupportedSuites() {
  std::vector<std::string> names;
  for (const SignatureScheme scheme : kAllSchemes) {
    for (const KeyFamily family : kAllFamilies) {
      SignatureAlgorithm algorithm;
      algorithm.scheme = scheme;
      if (IsSuiteOffered(algorithm, family)) {  // Without a hash: EdDSA.
        names.push_back(SuiteName(algorithm, family));
      }
      for (const HashAlgorithm hash : kAllHashes) {
        algorithm.hash = hash;
        algorithm.mgf1_hash = hash;
        if (IsSuiteOffered(algorithm, family)) {
          names.push_back(SuiteName(algorithm, family));
        }
      }
    }
  }
  return names;
}

}  // namespace kepil

#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"

namespace kepil {

// Family of a public key, as its SubjectPublicKeyInfo says.
enum class KeyFamily {
  kUnknown,
  kRsa,     // rsaEncryption
  kRsaPss,  // id-RSASSA-PSS: PSS only
  kEc,      // id-ecPublicKey on a named curve
  kEd25519,
  kEd448,
  kDsa,
};

// Mathematical scheme of a signature value.
enum class SignatureScheme {
  kUnknown,
  kRsaPkcs1,
  kRsaPss,
  kEcdsa,
  kEddsa,
  kDsa,
};

// SignatureAlgorithm is one resolved scheme: everything a verifier needs
// besides key, message and value. Value type.
struct SignatureAlgorithm {
  SignatureScheme scheme = SignatureScheme::kUnknown;
  // Of the message; kUnknown for EdDSA, which hashes by itself.
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  // RSASSA-PSS only (RFC 4055, 3.1).
  HashAlgorithm mgf1_hash = HashAlgorithm::kUnknown;
  int salt_length = 0;
};

// Stable short name of a suite, e.g. "rsa-pkcs1-sha256", "ecdsa-sha384",
// "ed25519": the key of algorithm tables and reports.
std::string SuiteName(const SignatureAlgorithm& algorithm, KeyFamily family);

// A tolerated deviation of an algorithm identifier, reported as a finding.
enum class AlgorithmQuirk {
  kKeyOidAsSignatureOid,  // signatureAlgorithm names the key type; the hash is
                          // taken from digestAlgorithm.
  kPssParametersAbsent,   // Defaults of RFC 4055 (SHA-1, MGF1-SHA-1, 20).
};

struct ResolvedAlgorithm {
  SignatureAlgorithm algorithm;
  std::vector<AlgorithmQuirk> quirks;
};

// AlgorithmIdentifier as found: OID content octets, and the complete DER of
// the parameters or "".
struct AlgorithmIdentifier {
  absl::string_view oid;
  absl::string_view parameters;
  absl::string_view full;  // The whole SEQUENCE.
};
absl::StatusOr<AlgorithmIdentifier> ParseAlgorithmIdentifier(
    absl::string_view der);

// Resolves the exact triple of key family, signature identifier and, where the
// format names one beside it (CMS digestAlgorithm), the digest. Strict and
// total: UNIMPLEMENTED/ALGORITHM_UNKNOWN for an identifier in no table,
// INVALID_ARGUMENT/REQUEST_MALFORMED for one that contradicts the key family,
// its own parameters or `digest` (a sha512WithRSA over a sha256 digest).
absl::StatusOr<ResolvedAlgorithm> ResolveSignatureAlgorithm(
    KeyFamily family, const AlgorithmIdentifier& signature,
    std::optional<HashAlgorithm> digest);

// Every suite this build can verify, by SuiteName; what GetServiceInfo lists.
std::vector<std::string> SupportedSuites();

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_H_

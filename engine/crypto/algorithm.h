#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/algorithm_quirk.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

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
// "ed25519", "kz-gost2015-512-streebog512": the key of algorithm tables and
// reports. Of RSASSA-PSS it names the hash of the message only. "unknown" if
// the scheme does not fit `family`.
std::string SuiteName(const SignatureAlgorithm& algorithm, KeyFamily family);

struct ResolvedAlgorithm {
  SignatureAlgorithm algorithm;
  std::vector<AlgorithmQuirk> quirks;
};

// Resolves the exact triple of key family, signature identifier and, where the
// format names one beside it (CMS digestAlgorithm), the digest. Strict and
// total: UNIMPLEMENTED/ALGORITHM_UNKNOWN for an identifier in no table (a
// `digest` of kUnknown included) or an unknown family;
// INVALID_ARGUMENT/REQUEST_MALFORMED for one that contradicts the key family,
// its own parameters or `digest` (a sha512WithRSA over a sha256 digest).
// rsaEncryption takes its hash from `digest`, as CMS does (RFC 3370, 3.2). NULL
// parameters count as absent except for EdDSA. Where EdDSA stands beside a
// digest (RFC 8419), that digest is not part of the scheme and any known one
// will do.
absl::StatusOr<ResolvedAlgorithm> ResolveSignatureAlgorithm(
    KeyFamily family, const AlgorithmIdentifier& signature,
    std::optional<HashAlgorithm> digest);

// Whether this build can compute the suite and it passed its self-test; what
// PublicKey::Verify goes by.
bool IsSuiteOffered(const SignatureAlgorithm& algorithm, KeyFamily family);

// Every suite this build can verify, by SuiteName; what GetServiceInfo lists.
std::vector<std::string> SupportedSuites();

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_H_

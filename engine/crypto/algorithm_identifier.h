#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_IDENTIFIER_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_IDENTIFIER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// AlgorithmIdentifier as found: OID content octets, and the complete DER of
// the parameters or "". Views point into the input.
struct AlgorithmIdentifier {
  absl::string_view oid;
  absl::string_view parameters;
  absl::string_view full;  // The whole SEQUENCE.
};

// `der` is exactly one SEQUENCE; INVALID_ARGUMENT/FORMAT_UNKNOWN otherwise.
absl::StatusOr<AlgorithmIdentifier> ParseAlgorithmIdentifier(
    absl::string_view der);

// Whether the parameters are absent or NULL.
bool HasNoParameters(const AlgorithmIdentifier& identifier);

// The hash function that a digest AlgorithmIdentifier names, with parameters
// absent or NULL; id-shake256-len only with 512 bits (RFC 8419, 2.3). kUnknown
// for anything else.
HashAlgorithm HashFromIdentifier(const AlgorithmIdentifier& identifier);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_IDENTIFIER_H_

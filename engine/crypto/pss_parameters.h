#ifndef KEPIL_ENGINE_CRYPTO_PSS_PARAMETERS_H_
#define KEPIL_ENGINE_CRYPTO_PSS_PARAMETERS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// RSASSA-PSS-params (RFC 4055, 3.1) with its defaults.
struct PssParameters {
  // Octets; no hash function that we know is longer than 64, and 512 is the
  // longest salt of a 4096-bit key.
  static constexpr int kMaxSaltLength = 512;

  HashAlgorithm hash = HashAlgorithm::kSha1;
  HashAlgorithm mgf1_hash = HashAlgorithm::kSha1;
  int salt_length = 20;
};

// Reads one complete RSASSA-PSS-params. Defaults may be written out.
// UNIMPLEMENTED/ALGORITHM_UNKNOWN for a hash or mask generation function in no
// table; INVALID_ARGUMENT/REQUEST_MALFORMED for anything not well-formed, a
// trailer field other than 1 or a salt over kMaxSaltLength.
absl::StatusOr<PssParameters> ParsePssParameters(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_PSS_PARAMETERS_H_

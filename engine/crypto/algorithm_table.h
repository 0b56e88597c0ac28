#ifndef KEPIL_ENGINE_CRYPTO_ALGORITHM_TABLE_H_
#define KEPIL_ENGINE_CRYPTO_ALGORITHM_TABLE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/crypto/algorithm_scheme.h"
#include "engine/crypto/hash_algorithm.h"

namespace kepil {

// AlgorithmRow is what the OID of a signature algorithm says. A key's OID in
// that place names no hash.
struct AlgorithmRow {
  absl::string_view oid;  // Content octets.
  SignatureScheme scheme;
  HashAlgorithm hash;  // kUnknown: named elsewhere, or none (EdDSA).
  // The only family it stands for; kUnknown: any that fits the scheme.
  KeyFamily key_family;
};

// Every OID known; one row an OID.
absl::Span<const AlgorithmRow> AlgorithmRows();

// nullptr for an OID in no row.
const AlgorithmRow* FindAlgorithmRow(absl::string_view oid_content);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_ALGORITHM_TABLE_H_

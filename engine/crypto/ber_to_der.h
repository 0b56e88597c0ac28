#ifndef KEPIL_ENGINE_CRYPTO_BER_TO_DER_H_
#define KEPIL_ENGINE_CRYPTO_BER_TO_DER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// Bounds of one decoding. Each is a parameter of the service, not of the code.
struct DerLimits {
  int64_t max_bytes = int64_t{256} << 20;  // Octets of one object.
  int max_depth = 32;                      // Nested constructed values.
};

// BER (indefinite lengths, constructed strings, non-minimal lengths) to DER
// framing: definite minimal lengths, primitive strings. Contents of SET OF are
// not sorted, values are not changed; a constructed value under a context tag
// stays constructed, because its type is not known here. Iterative: depth is
// bounded by limits.max_depth, output by limits.max_bytes. Exactly one value
// must stand in `ber`, else INVALID_ARGUMENT/FORMAT_UNKNOWN; CONTAINER_LIMIT or
// DOCUMENT_TOO_LARGE when a bound is hit.
absl::StatusOr<std::string> BerToDer(absl::string_view ber,
                                     const DerLimits& limits);

// OK if `der` is one value in strict DER framing at every level of constructed
// values; errors as BerToDer, CONTAINER_LIMIT below limits.max_depth levels.
// Primitive contents are not looked at.
absl::Status CheckDerFraming(absl::string_view der, const DerLimits& limits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_BER_TO_DER_H_

#ifndef KEPIL_ENGINE_VALIDATION_ANCHORED_TIMESTAMP_H_
#define KEPIL_ENGINE_VALIDATION_ANCHORED_TIMESTAMP_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"

namespace kepil {

struct AnchoredTimestampInput {
  absl::string_view token;    // DER of a time-stamp token (RFC 3161, 2.4.2).
  absl::string_view stamped;  // Octets that it must be over.
  std::vector<CertificateRef> anchors;  // Of the TSA; one may be its own.
};

struct AnchoredTimestamp {
  absl::Time time;                   // genTime.
  absl::Duration accuracy;           // Zero if the token names none.
  std::optional<std::string> nonce;  // INTEGER content octets.
  CertificateRef signer;
};

// Octets of a token that are looked at.
inline constexpr int64_t kMaxAnchoredTokenOctets = int64_t{64} << 10;

// Checks a token against anchors given, as a holder of it does offline: over
// `stamped` by SHA-256; one signer with a matching ESS reference, whose value
// verifies, whose certificate has the critical purpose time-stamping alone and
// a path to an anchor that holds at genTime. Revocation is not looked at.
// INVALID_ARGUMENT/TIMESTAMP_INVALID says what is wrong.
absl::StatusOr<AnchoredTimestamp> CheckAnchoredTimestamp(
    const AnchoredTimestampInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_ANCHORED_TIMESTAMP_H_

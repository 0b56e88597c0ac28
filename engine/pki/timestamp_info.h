#ifndef KEPIL_ENGINE_PKI_TIMESTAMP_INFO_H_
#define KEPIL_ENGINE_PKI_TIMESTAMP_INFO_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/hash_algorithm.h"
#include "engine/pki/general_name.h"

namespace kepil {

// What a time-stamp says (TSTInfo of RFC 3161, 2.4.2). Nothing is verified.
struct TimestampInfo {
  std::string policy;                            // OID content octets.
  HashAlgorithm hash = HashAlgorithm::kUnknown;  // Of the imprint.
  std::string hash_oid;  // OID content octets, as found.
  std::string imprint;   // hashedMessage.
  std::string serial;    // INTEGER content octets.
  absl::Time gen_time;
  // nullopt if absent; sum of its seconds, millis and micros.
  std::optional<absl::Duration> accuracy;
  bool ordering = false;
  std::optional<std::string> nonce;  // INTEGER content octets.
  std::optional<GeneralName> tsa;
  bool has_critical_extension = false;  // We know none.
};

// Reads exactly one TSTInfo of version 1. INVALID_ARGUMENT: FORMAT_UNKNOWN if
// it is none (not DER, a genTime that is not UTC), CONTAINER_LIMIT with more
// than 32 extensions.
absl::StatusOr<TimestampInfo> ParseTimestampInfo(absl::string_view der);

// TimeStampResp (RFC 3161, 2.4.2).
struct TimestampResponse {
  int64_t status = 0;       // PKIStatus: 0 granted, 1 grantedWithMods.
  absl::string_view token;  // Complete ContentInfo; "" if there is none.
};
// Errors as ParseTimestampInfo. The token has not been looked at.
absl::StatusOr<TimestampResponse> ParseTimestampResponse(absl::string_view der);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_TIMESTAMP_INFO_H_

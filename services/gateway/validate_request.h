#ifndef KEPIL_SERVICES_GATEWAY_VALIDATE_REQUEST_H_
#define KEPIL_SERVICES_GATEWAY_VALIDATE_REQUEST_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/trust.pb.h"
#include "kepil/v1/validation.pb.h"

namespace kepil {

// INVALID_ARGUMENT/REQUEST_MALFORMED with the field in its metadata, if a field
// is missing, out of range or malformed.
absl::Status CheckValidateRequest(const v1::ValidateRequest& request);

// The law that governs an exchange unless its parties agreed otherwise
// (DEF-14).
inline constexpr char kLawOfHome[] = "KZ";

// `usage` with what is absent filled from the caller's registration. Neither
// has a lawful basis or a country: INVALID_ARGUMENT/REQUEST_MALFORMED (PDP-02).
absl::StatusOr<v1::UsageContext> CompleteUsage(
    const v1::UsageContext& usage, const v1::PrincipalRecord& caller);

// SHA-256 over the length-prefixed method, policy id, signature octets, content
// digests and usage: what an idempotency key is bound to; and over
// `information` if there is any: what an exchange of RFC 3029 says beside the
// data. What later versions added to usage counts where it is present.
Digest RequestDigest(const v1::ValidateRequest& request,
                     absl::string_view information = "");

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_VALIDATE_REQUEST_H_

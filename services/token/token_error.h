#ifndef KEPIL_SERVICES_TOKEN_TOKEN_ERROR_H_
#define KEPIL_SERVICES_TOKEN_TOKEN_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "p11-kit/pkcs11.h"

namespace kepil {

// "CKR_DEVICE_REMOVED", or the number in hex.
std::string TokenCodeName(CK_RV code);

// UNAVAILABLE/SIGNER_DOWN: `what` failed with that code. A token is the
// neighbour's fault, never a caller's and never INTERNAL.
absl::Status TokenError(absl::string_view what, CK_RV code);

// Whether a new session may do what this one could not: it is closed, logged
// out, or its token went away meanwhile.
bool IsSessionLost(CK_RV code);

}  // namespace kepil

#endif  // KEPIL_SERVICES_TOKEN_TOKEN_ERROR_H_

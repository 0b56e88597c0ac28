#ifndef KEPIL_BASE_ERROR_H_
#define KEPIL_BASE_ERROR_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/errors.pb.h"

namespace kepil {

// Key and value pairs for machines, in the order given. Never personal data.
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// Returns a status that carries google.rpc.ErrorInfo {reason, domain="kepil",
// metadata} as its only payload. `message` is for people and may change;
// `reason` is API and may not. `code` must not be OK.
absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason,
                       absl::string_view message, ErrorMetadata metadata = {});

// Returns the reason attached by MakeError, or nullopt for a foreign status.
std::optional<v1::ErrorReason> ReasonOf(const absl::Status& status);

// Returns the serialized google.rpc.ErrorInfo of `status`, or nullopt.
std::optional<std::string> ErrorInfoOf(const absl::Status& status);

// Short forms of the two commonest errors.
absl::Status MalformedError(absl::string_view message);      // INVALID_ARGUMENT
absl::Status FormatUnknownError(absl::string_view message);  // INVALID_ARGUMENT

}  // namespace kepil

#endif  // KEPIL_BASE_ERROR_H_

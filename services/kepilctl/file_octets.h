#ifndef KEPIL_SERVICES_KEPILCTL_FILE_OCTETS_H_
#define KEPIL_SERVICES_KEPILCTL_FILE_OCTETS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kepil {

// Largest file that kepilctl reads whole.
inline constexpr int64_t kMaxFileOctets = int64_t{256} << 20;

// INVALID_ARGUMENT: REQUEST_MALFORMED if the file cannot be read,
// DOCUMENT_TOO_LARGE over `limit`. Pipes are read as well.
absl::StatusOr<std::string> ReadFileOctets(const std::string& path,
                                           int64_t limit = kMaxFileOctets);
// Replaces the file; makes the directories above it. UNAVAILABLE/STORE_DOWN if
// it cannot be written whole.
absl::Status WriteFileOctets(const std::string& path, absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_FILE_OCTETS_H_

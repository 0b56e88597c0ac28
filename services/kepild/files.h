#ifndef KEPIL_SERVICES_KEPILD_FILES_H_
#define KEPIL_SERVICES_KEPILD_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace kepil {

// The whole file, at most 16 MiB. INVALID_ARGUMENT/CONFIG_INVALID names it.
absl::StatusOr<std::string> ReadFile(const std::string& path);
// The same for a secret: refused unless it is a regular file whose mode lets
// nobody but its owner read it (0400 or 0600).
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);
// Names of the regular files of a folder that end with `suffix`, sorted.
absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& folder,
                                                   const std::string& suffix);

// DER of every certificate of a PEM text, in order. INVALID_ARGUMENT/
// CONFIG_INVALID if there is none or one cannot be decoded.
absl::StatusOr<std::vector<std::string>> CertificatesOfPem(
    const std::string& pem);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_FILES_H_

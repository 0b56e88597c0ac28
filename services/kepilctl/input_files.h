#ifndef KEPIL_SERVICES_KEPILCTL_INPUT_FILES_H_
#define KEPIL_SERVICES_KEPILCTL_INPUT_FILES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace kepil {

// A signature file and where its content is.
struct InputFile {
  std::string signature;
  std::optional<std::string> content;  // nullopt: inside the signature.
};

// The signature files that `paths` name, in that order: a directory stands for
// every regular *.p7s below it, sorted by path; links to directories are not
// followed. X.p7s is paired with the regular file X beside it.
// INVALID_ARGUMENT/ REQUEST_MALFORMED for a directory that cannot be read or
// has none. A file that does not exist is listed: it fails when it is read.
absl::StatusOr<std::vector<InputFile>> FindInputFiles(
    absl::Span<const std::string> paths);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_INPUT_FILES_H_

#include "services/kepilctl/file_octets.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {

absl::StatusOr<std::string> ReadFileOctets(const std::string& path,
                                           int64_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return MalformedError(absl::StrCat("cannot open ", path));
  }
  std::string octets;
  std::vector<char> piece(64 * 1024);
  do {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    octets.append(piece.data(), static_cast<size_t>(file.gcount()));
    if (static_cast<int64_t>(octets.size()) > limit) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                       absl::StrCat(path, " has more than ", limit, " octets"));
    }
  } while (file);
  if (file.bad()) {
    return MalformedError(absl::StrCat("cannot read ", path));
  }
  return octets;
}

absl::Status WriteFileOctets(const std::string& path,
                             absl::string_view octets) {
  const std::filesystem::path directory =
      std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (!directory.empty()) {
    std::filesystem::create_directories(directory, ignored);
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  file.close();
  if (!file) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_DOWN,
                     absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace kepil

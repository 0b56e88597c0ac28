#include "services/kepild/files.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace kepil {
namespace {

constexpr int64_t kMaxFile = int64_t{16} << 20;
constexpr absl::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr absl::string_view kEnd = "-----END CERTIFICATE-----";

absl::Status FileError(const std::string& path, absl::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONFIG_INVALID,
                   absl::StrCat(path, ": ", problem));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return FileError(path, "cannot be read");
  }
  if (status.st_size > kMaxFile) {
    return FileError(path, "over 16 MiB");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) {
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  if (!file.is_open() || file.bad()) {
    return FileError(path, "cannot be read");
  }
  return text;
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return FileError(path, "cannot be read");
  }
  if ((status.st_mode & 0177) != 0) {
    return FileError(path, "a key file has mode 0400 or 0600");
  }
  return ReadFile(path);
}

absl::StatusOr<std::vector<std::string>> ListFiles(const std::string& folder,
                                                   const std::string& suffix) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string path = entry.path().string();
    std::error_code dangling;  // Somebody's broken link is no file.
    if (entry.is_regular_file(dangling) && absl::EndsWith(path, suffix)) {
      paths.push_back(path);
    }
  }
  if (error) {
    return FileError(folder, "the folder cannot be read");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

absl::StatusOr<std::vector<std::string>> CertificatesOfPem(
    const std::string& pem) {
  std::vector<std::string> certificates;
  absl::string_view rest = pem;
  for (;;) {
    const size_t begin = rest.find(kBegin);
    if (begin == absl::string_view::npos) {
      break;
    }
    rest.remove_prefix(begin + kBegin.size());
    const size_t end = rest.find(kEnd);
    std::string base64, der;
    for (const char c : rest.substr(0, end)) {
      if (!absl::ascii_isspace(c)) {
        base64.push_back(c);
      }
    }
    if (end == absl::string_view::npos || !absl::Base64Unescape(base64, &der) ||
        der.empty()) {
      return FileError("certificate", "not PEM");
    }
    certificates.push_back(std::move(der));
    rest.remove_prefix(end + kEnd.size());
  }
  if (certificates.empty()) {
    return FileError("certificate", "no PEM certificate");
  }
  return certificates;
}

}  // namespace kepil

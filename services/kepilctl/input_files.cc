#include "services/kepilctl/input_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr absl::string_view kSuffix = ".p7s";

InputFile Pair(const std::string& signature) {
  InputFile file{signature, std::nullopt};
  const std::string content(absl::StripSuffix(signature, kSuffix));
  std::error_code error;
  if (content.size() < signature.size() &&
      std::filesystem::is_regular_file(content, error)) {
    file.content = content;
  }
  return file;
}

absl::StatusOr<std::vector<std::string>> Walk(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(directory, error);
  const std::filesystem::recursive_directory_iterator end;
  while (!error && entry != end) {
    const std::string path = entry->path().string();
    std::error_code ignored;
    if (absl::EndsWith(path, kSuffix) && entry->is_regular_file(ignored)) {
      found.push_back(path);
    }
    entry.increment(error);
  }
  if (error) {
    return MalformedError(absl::StrCat("cannot read directory ", directory,
                                       ": ", error.message()));
  }
  if (found.empty()) {
    return MalformedError(absl::StrCat("no *.p7s below ", directory));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

absl::StatusOr<std::vector<InputFile>> FindInputFiles(
    absl::Span<const std::string> paths) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(Pair(path));
      continue;
    }
    KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> found, Walk(path));
    for (const std::string& signature : found) {
      files.push_back(Pair(signature));
    }
  }
  return files;
}

}  // namespace kepil

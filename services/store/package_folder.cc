#include "services/store/package_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/store/log_anchor_file.h"

namespace kepil {

absl::Status PackageFolder::Put(const std::string& name,
                                absl::string_view octets) const {
  std::error_code ignored;  // Writing says what is wrong.
  std::filesystem::create_directories(folder_, ignored);
  const std::string path = folder_ + "/" + name;
  KEPIL_RETURN_IF_ERROR(LogAnchorFile(path).Write(octets));
  std::ifstream file(path, std::ios::binary);
  const std::string read((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  return file.good() && read == octets
             ? absl::OkStatus()
             : MakeError(absl::StatusCode::kUnavailable,
                         v1::ERROR_REASON_STORE_DOWN,
                         "an archive package does not read back");
}

bool PackageFolder::Has(const std::string& name) const {
  std::error_code ignored;
  return std::filesystem::is_regular_file(folder_ + "/" + name, ignored);
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_STORE_PACKAGE_FOLDER_H_
#define KEPIL_SERVICES_STORE_PACKAGE_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kepil {

// A folder that archive packages are written into, one file each. The folder
// is made when first needed.
class PackageFolder {
 public:
  explicit PackageFolder(std::string folder) : folder_(std::move(folder)) {}

  // Writes the file whole or not at all, on disk when this returns, and reads
  // it back: UNAVAILABLE/STORE_DOWN unless it holds exactly `octets` then. A
  // file of that name is replaced. `name` has no slash.
  absl::Status Put(const std::string& name, absl::string_view octets) const;
  // Whether there is a file of that name; then it is whole.
  bool Has(const std::string& name) const;

 private:
  const std::string folder_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_PACKAGE_FOLDER_H_

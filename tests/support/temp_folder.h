#ifndef KEPIL_TESTS_SUPPORT_TEMP_FOLDER_H_
#define KEPIL_TESTS_SUPPORT_TEMP_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "base/status_macros.h"
#include "gtest/gtest.h"

namespace kepil {

// TempFolder is an empty folder that goes with the object.
class TempFolder {
 public:
  TempFolder() {
    std::string name = testing::TempDir() + "/kepil.XXXXXX";
    KEPIL_CHECK(mkdtemp(&name[0]) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_TEMP_FOLDER_H_

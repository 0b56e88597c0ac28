#include "tests/support/soft_token.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "tests/integration/child_process.h"

namespace kepil {
namespace {

void Run(const std::vector<std::string>& arguments, const std::string& folder) {
  const FinishedProgram done = RunProgram(arguments, folder);
  if (done.exit_code != 0) {
    std::fprintf(stderr, "%s%s\n", done.out.c_str(), done.err.c_str());
  }
  KEPIL_CHECK(done.exit_code == 0);
}

}  // namespace

bool SoftToken::IsInstalled() {
  std::error_code error;
  return std::filesystem::exists(kModule, error);
}

SoftToken::SoftToken(const std::string& folder) : folder_(folder) {
  std::filesystem::create_directories(folder_ + "/tokens");
  WriteWholeFile(folder_ + "/softhsm2.conf",
                 absl::StrCat("directories.tokendir = ", folder_,
                              "/tokens\nlog.level = ERROR\n"));
  KEPIL_CHECK(
      setenv("SOFTHSM2_CONF", (folder_ + "/softhsm2.conf").c_str(), 1) == 0);
  Run({"softhsm2-util", "--init-token", "--free", "--label", kLabel, "--pin",
       kPin, "--so-pin", "0815"},
      folder_);
}

void SoftToken::Import(const TestKey& key, const std::string& label) {
  const std::string file = folder_ + "/imported.pem";
  WriteWholeFile(file, key.Pem());
  static int next_id = 10;  // Hex digits that no other object has.
  Run({"softhsm2-util", "--import", file, "--token", kLabel, "--label", label,
       "--id", absl::StrCat(next_id++), "--pin", kPin},
      folder_);
  std::filesystem::remove(file);
}

}  // namespace kepil

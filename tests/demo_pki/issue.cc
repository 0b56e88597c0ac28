// issue --out DIR [--time RFC3339] [--base-url URL]: makes the demo PKI and its
// documents anew from the committed test keys. README.md has the layout.

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "tests/demo_pki/demo_directory.h"
#include "tests/demo_pki/demo_pki.h"

namespace {

int Usage() {
  std::fprintf(stderr,
               "usage: issue --out DIR [--time RFC3339] [--base-url URL]\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::string directory;
  kepil::DemoPkiOptions options;
  options.time = absl::Now();
  for (int i = 1; i + 1 < argc; i += 2) {
    const absl::string_view flag = argv[i];
    std::string error;
    if (flag == "--out") {
      directory = argv[i + 1];
    } else if (flag == "--base-url") {
      options.base_url = std::string(absl::StripSuffix(argv[i + 1], "/"));
    } else if (flag != "--time" ||
               !absl::ParseTime(absl::RFC3339_full, argv[i + 1], &options.time,
                                &error)) {
      return Usage();
    }
  }
  if (directory.empty() || argc % 2 == 0) {
    return Usage();
  }
  options.time = absl::FromUnixSeconds(absl::ToUnixSeconds(options.time));
  const absl::Status status =
      kepil::WriteDemoDirectory(kepil::DemoPki::Build(options), directory);
  if (!status.ok()) {
    std::fprintf(stderr, "issue: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  return 0;
}

#ifndef KEPIL_TESTS_SUPPORT_SOFT_TOKEN_H_
#define KEPIL_TESTS_SUPPORT_SOFT_TOKEN_H_

#include <string>

#include "tests/support/pki_builder.h"

namespace kepil {

// SoftToken is a token of SoftHSM (Debian: softhsm2) in a folder of its own,
// for this process and for those that it starts from now on: one in a process.
// What cannot be made ends the test.
class SoftToken {
 public:
  static constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
  static constexpr char kLabel[] = "gateway";
  static constexpr char kPin[] = "4711";

  // Whether the module is there.
  static bool IsInstalled();
  // `folder` is there already.
  explicit SoftToken(const std::string& folder);
  // Private and public key, both called `label`.
  void Import(const TestKey& key, const std::string& label);

 private:
  const std::string folder_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_SOFT_TOKEN_H_

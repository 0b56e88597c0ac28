#ifndef KEPIL_SERVICES_KEPILD_TEST_FILES_H_
#define KEPIL_SERVICES_KEPILD_TEST_FILES_H_

#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "base/status_macros.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// Writes `path` anew with that mode. Misuse ends the process.
inline void WriteTestFile(const std::string& path, const std::string& text,
                          mode_t mode = 0600) {
  std::remove(path.c_str());  // One of mode 0400 cannot be written.
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  KEPIL_CHECK(file.good());
  KEPIL_CHECK(::chmod(path.c_str(), mode) == 0);
}

// A self-signed P-256 certificate, valid in 2026.
inline TestIdentity MakeTestIdentity(const std::string& subject) {
  TestCertificateSpec spec;
  spec.subject = subject;
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = absl::FromUnixSeconds(1767225600);
  spec.not_after = spec.not_before + absl::Hours(24 * 365);
  spec.extensions = TestTlsServerExtensions();
  return SelfSignTestCertificate(spec);
}

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_TEST_FILES_H_

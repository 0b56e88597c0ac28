#ifndef KEPIL_TESTS_DIFFERENTIAL_CERTIFICATE_MUTATION_H_
#define KEPIL_TESTS_DIFFERENTIAL_CERTIFICATE_MUTATION_H_

#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// Ed25519 key number `number` of a fixed series.
TestKey FixedTestKey(size_t number);

// A path, target first and anchor last, one of whose certificates was changed.
struct MutatedPath {
  std::vector<std::string> certificates;  // DER.
  // What was changed: a field of TBSCertificate, the OID of an extension,
  // "octet" of a certificate.
  std::string where;
};

// PathMutator changes certificates of a path and signs them again, so that
// what was changed decides and not a broken signature. All keys are replaced by
// Ed25519 keys of its own; everything else stays. Equal seeds give equal paths.
class PathMutator {
 public:
  // DER; target first, anchor last. They must be readable.
  explicit PathMutator(const std::vector<std::string>& certificates);

  std::vector<std::string> Unchanged() const;
  // One value, wherever it stands in one TBSCertificate, is changed, left out,
  // repeated, moved or replaced by one from another place; lengths around it
  // are put right. One time in eight: any octet of a signed certificate.
  MutatedPath Mutate(std::mt19937_64& random) const;

 private:
  std::string Sign(size_t i, absl::string_view tbs) const;

  std::vector<std::string> tbs_;
  std::vector<TestKey> keys_;  // That certificate i certifies.
};

}  // namespace kepil

#endif  // KEPIL_TESTS_DIFFERENTIAL_CERTIFICATE_MUTATION_H_

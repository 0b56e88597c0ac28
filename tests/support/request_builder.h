#ifndef KEPIL_TESTS_SUPPORT_REQUEST_BUILDER_H_
#define KEPIL_TESTS_SUPPORT_REQUEST_BUILDER_H_

#include <optional>
#include <string>

#include "tests/support/pki_builder.h"

namespace kepil {

// PKCS#10 requests for tests; see pki_builder.h.

struct TestRequestSpec {
  std::string subject;  // DER of the name.
  TestKey key;
  std::optional<std::string> challenge;  // challengePassword.
  TestSigning signing;
};
// By OpenSSL's X509_REQ; of a key that OpenSSL does not know, by hand.
std::string MakeTestRequest(const TestRequestSpec& spec);
// For the key and the name of `identity`.
std::string MakeTestRequestFor(const TestIdentity& identity,
                               const std::string& challenge);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_REQUEST_BUILDER_H_

#ifndef KEPIL_TESTS_SUPPORT_REVOCATION_BUILDER_H_
#define KEPIL_TESTS_SUPPORT_REVOCATION_BUILDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// CRLs and OCSP responses for tests; see pki_builder.h.

struct TestRevoked {
  std::string serial_hex;  // Content octets of the INTEGER.
  absl::Time revoked_at;
  std::optional<int> reason;              // CRLReason.
  std::vector<TestExtension> extensions;  // CRL: after reasonCode.
};

struct TestCrlSpec {
  absl::Time this_update;
  std::optional<absl::Time> next_update;
  int number = 1;
  std::vector<TestRevoked> revoked;       // In this order.
  std::vector<TestExtension> extensions;  // Besides AKI and CRLNumber.
  int version = 2;                        // 1: no extensions at all.
  TestSigning signing;
};
std::string MakeTestCrl(const TestCrlSpec& spec, const TestIdentity& issuer);

enum class TestOcspStatus { kGood, kRevoked, kUnknown };

struct TestOcspAnswer {
  std::string issuer_name;  // DER, what the CertID hashes.
  std::string issuer_key;   // The octets of subjectPublicKey.
  std::string serial_hex;
  std::string hash = "sha1";  // Of the CertID.
  TestOcspStatus status = TestOcspStatus::kGood;
  absl::Time revoked_at;  // kRevoked only, as is the next.
  std::optional<int> reason;
  absl::Time this_update;
  std::optional<absl::Time> next_update;
  std::vector<TestExtension> extensions;
};
// An answer about `serial_hex` of `issuer`.
TestOcspAnswer MakeTestOcspAnswer(const TestIdentity& issuer,
                                  const std::string& serial_hex,
                                  TestOcspStatus status,
                                  absl::Time this_update);

struct TestOcspSpec {
  absl::Time produced_at;
  std::vector<TestOcspAnswer> answers;
  std::optional<std::string> nonce;       // Octets, wrapped as RFC 9654.
  std::vector<TestExtension> extensions;  // Of the response, after the nonce.
  bool by_key = false;                    // ResponderID.
  std::vector<std::string> certificates;  // Embedded, DER.
  TestSigning signing;
};
std::string MakeTestOcspResponse(const TestOcspSpec& spec,
                                 const TestIdentity& responder);
// A response without a body: responseStatus 1 malformedRequest, 2
// internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
std::string MakeTestOcspError(int status);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_REVOCATION_BUILDER_H_

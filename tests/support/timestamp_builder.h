#ifndef KEPIL_TESTS_SUPPORT_TIMESTAMP_BUILDER_H_
#define KEPIL_TESTS_SUPPORT_TIMESTAMP_BUILDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/support/cms_builder.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// RFC 3161 tokens for tests; see pki_builder.h and cms_builder.h.

struct TestTimestampSpec {
  std::string stamped;  // What the imprint is the hash of.
  absl::Time gen_time;
  std::string hash = "sha256";  // Of the imprint, OpenSSL's name.
  std::string policy = "1.2.3.4.5";
  std::string serial_hex = "01";
  std::optional<std::string> nonce_hex;
  bool critical_extension = false;  // One that nobody knows.
  TestEss ess = TestEss::kV2;
  // Embedded beside the TSA's own; without `embed_tsa` nothing is.
  std::vector<std::string> more_certificates;
  bool embed_tsa = true;
  std::vector<std::string> crls;
  std::vector<TestAttribute> more_unsigned;   // Of the TSA's SignerInfo.
  std::optional<std::string> message_digest;  // Instead of the right one.
};
// DER of TSTInfo.
std::string MakeTestTimestampInfo(const TestTimestampSpec& spec);
// DER of the ContentInfo.
std::string MakeTestTimestamp(const TestTimestampSpec& spec,
                              const TestIdentity& tsa);

// Unsigned and signed attribute with `tokens`.
TestAttribute SignatureTimestampAttribute(std::vector<std::string> tokens);
TestAttribute ContentTimestampAttribute(std::vector<std::string> tokens);

// Makes `signer` carry a time-stamp over its value: `spec` but for `stamped`.
void AddSignatureTimestamp(const TestTimestampSpec& spec,
                           const TestIdentity& tsa, TestCmsSigner& signer);

// A critical extended key usage for time-stamping, digitalSignature.
std::vector<TestExtension> TestTsaExtensions();

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_TIMESTAMP_BUILDER_H_

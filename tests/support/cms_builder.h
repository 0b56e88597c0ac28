#ifndef KEPIL_TESTS_SUPPORT_CMS_BUILDER_H_
#define KEPIL_TESTS_SUPPORT_CMS_BUILDER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// CMS SignedData for tests, DER; see pki_builder.h. Deviations are made by
// giving other fields than the right ones.

struct TestAttribute {
  std::string oid;                  // Dotted.
  std::vector<std::string> values;  // Complete DER values.
};

enum class TestEss { kNone, kV1, kV2 };  // signing-certificate attribute.

struct TestCmsSigner {
  TestIdentity identity;
  TestSigning signing;
  // OpenSSL's name. Empty: the signing hash, SHA-512 for Ed25519, SHAKE256
  // for Ed448.
  std::string digest;
  bool signed_attributes = true;
  TestEss ess = TestEss::kV2;  // SHA-256.
  std::optional<absl::Time> signing_time;
  bool by_key_id = false;  // SignerIdentifier [0].
  std::vector<TestAttribute> more_signed, more_unsigned;
  // Further unsigned attributes, made of the signature value.
  std::function<std::vector<TestAttribute>(const std::string& value)>
      over_value;
  // Instead of the content's: the digest of other octets.
  std::optional<std::string> message_digest;
  // DER of the signatureAlgorithm to claim instead.
  std::string signature_algorithm;
};

struct TestCmsSpec {
  std::string content;
  bool detached = true;
  std::string content_type = "1.2.840.113549.1.7.1";
  std::vector<TestCmsSigner> signers;
  // Embedded; empty and `embed_signers`: those of the signers.
  std::vector<std::string> certificates;
  bool embed_signers = true;
  std::vector<std::string> crls;
};
std::string MakeTestCms(const TestCmsSpec& spec);

// SignerInfo over the value of another one (RFC 5652, 11.4): without a
// content-type attribute.
std::string MakeTestCounterSignature(const TestCmsSigner& signer,
                                     absl::string_view value);

// One signer over `content`, usual attributes.
std::string MakeDetachedTestCms(const TestIdentity& signer,
                                absl::string_view content,
                                absl::Time signing_time);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_CMS_BUILDER_H_

#include "tests/conformance/negative_house.h"

#include "base/status_macros.h"
#include "engine/pki/certificate_reader.h"
#include "engine/validation/test_pki.h"
#include "tests/conformance/conformance_policy.h"

namespace kepil {

NegativeHouse MakeNegativeHouse(const TestKey& key) {
  NegativeHouse house;
  house.root = MakeTestRoot("C=XA,CN=Root");
  TestCertificateSpec spec = TestSpec("C=XA,CN=Signer", TestSignerExtensions());
  spec.key = key;
  spec.serial_hex = "31";
  house.signer = IssueTestCertificate(spec, house.root);
  house.trust = MakeTestTrust({{"xa", house.root}});
  house.revocation = {CrlEvidence(TestCrlNow(), house.root)};
  return house;
}

TestCmsSigner SignerOf(const NegativeHouse& house) {
  TestCmsSigner signer;
  signer.identity = house.signer;
  signer.signing_time = kTestNow - absl::Hours(2);
  return signer;
}

std::string SignInHouse(const TestCmsSigner& signer) {
  TestCmsSpec spec;
  spec.content = kNegativeContent;
  spec.signers = {signer};
  return MakeTestCms(spec);
}

Conclusion JudgeInHouse(const NegativeHouse& house, const std::string& cms,
                        const ValidationPolicy& policy) {
  SignatureInput input;
  input.signature = cms;
  input.content = kNegativeContent;
  PlainCertificateReader reader;
  const auto document = ParseSignatureDocument(input, reader, ParseLimits());
  KEPIL_CHECK(document.ok() && document->signatures.size() == 1);
  EvidenceSet evidence;
  evidence.revocation = house.revocation;
  return ValidateSignature(
      {*document->signatures[0], evidence, *house.trust, policy, kTestNow});
}

Conclusion JudgeInHouse(const NegativeHouse& house, const std::string& cms) {
  return JudgeInHouse(house, cms, CrossBorderPolicy());
}

}  // namespace kepil

#ifndef KEPIL_ENGINE_VALIDATION_TIMESTAMP_FIXTURE_H_
#define KEPIL_ENGINE_VALIDATION_TIMESTAMP_FIXTURE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/signature/signature_document.h"
#include "engine/validation/signature_validation.h"
#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"
#include "gtest/gtest.h"
#include "tests/support/cms_builder.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {

// A CMS signature by a client of a registered CA, with time-stamps by a TSA
// whose CA is registered as a TSA service, and lists of both CAs that the
// gateway fetched. Everything can be changed before Validate().
class TimestampFixture : public testing::Test {
 protected:
  static constexpr absl::string_view kContent = "the signed document";

  TimestampFixture() {
    services_ = {{"ca", root_}, Tsa("tsa", tsa_root_)};
    evidence_.revocation = {CrlEvidence(TestCrlNow(), root_),
                            CrlEvidence(TestCrlNow(), tsa_root_)};
    cms_.content = std::string(kContent);
    cms_.signers.resize(1);
    SetSigner(signer_);
  }

  static TestService Tsa(const std::string& id, const TestIdentity& anchor) {
    TestService service{id, anchor};
    service.type = v1::SERVICE_TYPE_TSA;
    return service;
  }
  static TestIdentity MakeTsa(
      const TestIdentity& issuer, const std::string& serial_hex = "51",
      const std::vector<TestExtension>& extensions = TestTsaExtensions()) {
    TestCertificateSpec spec =
        TestSpec("C=XA,CN=TSA " + serial_hex, extensions);
    spec.serial_hex = serial_hex;
    return IssueTestCertificate(spec, issuer);
  }
  // A signer with another validity period.
  TestIdentity MakeSigner(absl::Time not_before, absl::Time not_after,
                          TestKeyKind kind = TestKeyKind::kP256) {
    TestCertificateSpec spec =
        TestSpec("C=XA,CN=Signer 32", TestSignerExtensions());
    spec.key = TestKey::Generate(kind);
    spec.serial_hex = "32";
    spec.not_before = not_before;
    spec.not_after = not_after;
    return IssueTestCertificate(spec, root_);
  }
  void SetSigner(const TestIdentity& signer) {
    cms_.signers[0].identity = signer;
    cms_.certificates = {signer.certificate};
  }
  static TestTimestampSpec At(absl::Time gen_time) {
    TestTimestampSpec spec;
    spec.gen_time = gen_time;
    return spec;
  }
  void StampSignature(absl::Time gen_time) {
    AddSignatureTimestamp(At(gen_time), tsa_, cms_.signers[0]);
  }
  void StampContent(absl::Time gen_time) {
    TestTimestampSpec spec = At(gen_time);
    spec.stamped = std::string(kContent);
    cms_.signers[0].more_signed.push_back(
        ContentTimestampAttribute({MakeTestTimestamp(spec, tsa_)}));
  }
  void AddSignatureToken(const std::string& token) {
    cms_.signers[0].more_unsigned.push_back(
        SignatureTimestampAttribute({token}));
  }
  // An embedded list of `issuer` from `this_update`, valid for a day.
  void Embed(const TestIdentity& issuer, absl::Time this_update,
             std::vector<TestRevoked> revoked = {}) {
    TestCrlSpec spec = TestCrlNow(std::move(revoked));
    spec.this_update = this_update;
    spec.next_update = this_update + absl::Hours(24);
    evidence_.revocation.push_back(
        CrlEvidence(spec, issuer, EvidenceOrigin::kSignature));
  }
  void RevokeSigner(absl::Time when, std::optional<int> reason = std::nullopt) {
    TestRevoked revoked = TestRevocation(cms_.signers[0].identity, reason);
    revoked.revoked_at = when;
    evidence_.revocation[0] = CrlEvidence(TestCrlNow({revoked}), root_);
  }

  Conclusion Validate() {
    octets_ = MakeTestCms(cms_);
    SignatureInput input;
    input.signature = octets_;
    input.content = kContent;
    PlainCertificateReader reader;
    const auto document = ParseSignatureDocument(input, reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    const TrustSnapshotRef trust = MakeTestTrust(services_);
    return ValidateSignature({*document->signatures.at(0), evidence_, *trust,
                              *policy_, kTestNow,
                              v1::SIGNATURE_CONTEXT_SIGNATURE});
  }
  // "INDICATION/SUB_INDICATION REASON,REASON", the reasons of failures.
  template <typename AnyConclusion>
  static std::string Verdict(const AnyConclusion& conclusion) {
    std::string text =
        std::string(IndicationName(conclusion.indication)) + "/" +
        std::string(SubIndicationName(conclusion.sub_indication));
    std::string separator = " ";
    for (const Finding& finding : conclusion.findings) {
      if (finding.outcome == v1::CHECK_OUTCOME_FAILED &&
          finding.level == v1::LEVEL_FAIL) {
        text += separator + std::string(FindingReasonName(finding.reason));
        separator = ",";
      }
    }
    return text;
  }
  std::string Verdict() { return Verdict(Validate()); }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity signer_ = MakeTestSigner(root_);
  const TestIdentity tsa_root_ = MakeTestRoot("C=XA,CN=TSA Root");
  TestIdentity tsa_ = MakeTsa(tsa_root_);
  std::vector<TestService> services_;
  EvidenceSet evidence_;
  ValidationPolicyRef policy_ = MakeTestPolicy();
  TestCmsSpec cms_;
  std::string octets_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_TIMESTAMP_FIXTURE_H_

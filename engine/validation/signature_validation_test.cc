#include "engine/validation/signature_validation.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

#include "engine/signature/signature_document.h"
#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"
#include "tests/support/cms_builder.h"

namespace kepil {
namespace {

constexpr absl::string_view kContent = "the signed document";

// A policy that comes with the build.
ValidationPolicyRef BuiltInPolicy(const std::string& name) {
  std::ifstream file("deploy/policy/" + name + ".textproto");
  std::stringstream text;
  text << file.rdbuf();
  v1::ValidationPolicy message;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(text.str(), &message))
      << name;
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  EXPECT_THAT(policy, IsOk());
  return *policy;
}

using Field =
    std::tuple<int, int, int, int, Digest, int, std::optional<absl::Time>>;
std::vector<Field> FieldsOf(const Conclusion& conclusion) {
  std::vector<Field> fields;
  for (const Finding& finding : conclusion.findings) {
    fields.emplace_back(finding.block, finding.constraint, finding.level,
                        finding.outcome, finding.subject, finding.reason,
                        finding.time);
  }
  return fields;
}

// CMS signatures of one client of a registered foreign CA, under the policy
// for cross-border requests.
class SignatureValidationTest : public testing::Test {
 protected:
  SignatureValidationTest() {
    evidence_.revocation = {CrlEvidence(TestCrlNow(), ca_),
                            CrlEvidence(TestCrlNow(), root_)};
    SetSigner(signer_);
  }

  void SetSigner(const TestIdentity& signer) {
    TestCmsSigner cms_signer;
    cms_signer.identity = signer;
    cms_signer.signing_time = kTestNow - absl::Hours(1);
    cms_ = TestCmsSpec();
    cms_.content = std::string(kContent);
    cms_.signers = {cms_signer};
    cms_.certificates = {signer.certificate, ca_.certificate};
  }
  Conclusion Validate() { return ValidateCms(MakeTestCms(cms_)); }
  Conclusion ValidateCms(const std::string& cms) {
    SignatureInput input;
    input.signature = cms;
    input.content = content_;
    PlainCertificateReader reader;
    const auto document = ParseSignatureDocument(input, reader, ParseLimits());
    EXPECT_THAT(document, IsOk());
    const TrustSnapshotRef trust = MakeTestTrust(services_);
    return ValidateSignature({*document->signatures.at(0), evidence_, *trust,
                              *policy_, kTestNow, context_});
  }
  // "INDICATION/SUB_INDICATION REASON,REASON".
  static std::string Verdict(const Conclusion& conclusion) {
    std::string text =
        std::string(IndicationName(conclusion.indication)) + "/" +
        std::string(SubIndicationName(conclusion.sub_indication));
    std::string separator = " ";
    for (const v1::FindingReason reason : conclusion.Reasons()) {
      text += separator + std::string(FindingReasonName(reason));
      separator = ",";
    }
    return text;
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity ca_ = MakeTestCa("C=XA,CN=CA", root_);
  const TestIdentity signer_ = MakeTestSigner(ca_);
  std::vector<TestService> services_ = {{"xa", root_}};
  EvidenceSet evidence_;
  ValidationPolicyRef policy_ = BuiltInPolicy("cross-border");
  v1::SignatureContext context_ = v1::SIGNATURE_CONTEXT_SIGNATURE;
  TestCmsSpec cms_;
  std::optional<absl::string_view> content_ = kContent;
};

TEST_F(SignatureValidationTest, NothingWrong) {
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kValid);
  ASSERT_NE(conclusion.signing_certificate, nullptr);
  EXPECT_EQ(conclusion.signing_certificate->der(), signer_.certificate);
  ASSERT_TRUE(conclusion.path.has_value());
  EXPECT_EQ(conclusion.path->anchor.service_id, "xa");
  EXPECT_EQ(conclusion.control_time, kTestNow);
  EXPECT_EQ(conclusion.best_signature_time, kTestNow);
}

TEST_F(SignatureValidationTest, ContentChanged) {
  content_ = "another document";
  EXPECT_EQ(Verdict(Validate()), "TOTAL_FAILED/HASH_FAILURE DIGEST_MISMATCH");
}

TEST_F(SignatureValidationTest, SignatureChanged) {
  std::string cms = MakeTestCms(cms_);
  cms.back() ^= 1;  // The last octet of the value: no unsigned attributes.
  EXPECT_EQ(Verdict(ValidateCms(cms)),
            "TOTAL_FAILED/SIG_CRYPTO_FAILURE VALUE_MISMATCH");
}

TEST_F(SignatureValidationTest, BothChanged) {
  content_ = "another document";
  std::string cms = MakeTestCms(cms_);
  cms.back() ^= 1;
  EXPECT_EQ(Verdict(ValidateCms(cms)),
            "TOTAL_FAILED/HASH_FAILURE DIGEST_MISMATCH,VALUE_MISMATCH");
}

TEST_F(SignatureValidationTest, ContentMissing) {
  content_ = std::nullopt;
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/SIGNED_DATA_NOT_FOUND CONTENT_ABSENT");
}

TEST_F(SignatureValidationTest, CertificateAbsent) {
  cms_.certificates = {ca_.certificate};
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND CERTIFICATE_ABSENT");
}

TEST_F(SignatureValidationTest, SignerRevoked) {
  evidence_.revocation[0] =
      CrlEvidence(TestCrlNow({TestRevocation(signer_)}), ca_);
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
}

TEST_F(SignatureValidationTest, RevokedByAnOldEmbeddedListOnly) {
  TestCrlSpec old = TestCrlNow({TestRevocation(signer_)});
  old.this_update = kTestNow - absl::Hours(500);
  old.next_update = kTestNow - absl::Hours(480);
  evidence_.revocation.push_back(
      CrlEvidence(old, ca_, EvidenceOrigin::kSignature));
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
}

// Law: CRT-20.
TEST_F(SignatureValidationTest, GoodByOcspRevokedByCrlIsRevoked) {
  evidence_.revocation[0] =
      CrlEvidence(TestCrlNow({TestRevocation(signer_)}), ca_);
  evidence_.revocation.push_back(
      OcspEvidence(TestOcspNow(ca_, signer_, TestOcspStatus::kGood), ca_));
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
}

TEST_F(SignatureValidationTest, GoodInTheSignatureRevokedByQueryIsRevoked) {
  // The good ones are younger than the list that revokes.
  TestCrlSpec younger = TestCrlNow();
  younger.this_update = kTestNow - absl::Minutes(1);
  younger.number = 2;
  evidence_.revocation[0] =
      CrlEvidence(TestCrlNow({TestRevocation(signer_)}), ca_);
  evidence_.revocation.push_back(
      CrlEvidence(younger, ca_, EvidenceOrigin::kSignature));
  evidence_.revocation.push_back(
      OcspEvidence(TestOcspNow(ca_, signer_, TestOcspStatus::kGood), ca_,
                   EvidenceOrigin::kSignature));
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion),
            "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
  EXPECT_NE(OutcomeOf(conclusion), Outcome::kValid);
}

// Law: DOM-16.
TEST_F(SignatureValidationTest, CaRevoked) {
  evidence_.revocation[1] =
      CrlEvidence(TestCrlNow({TestRevocation(ca_)}), root_);
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/REVOKED_CA_NO_POE CERTIFICATE_REVOKED");
}

TEST_F(SignatureValidationTest, OnHold) {
  evidence_.revocation[0] =
      CrlEvidence(TestCrlNow({TestRevocation(signer_, 6)}), ca_);
  EXPECT_EQ(Verdict(Validate()), "INDETERMINATE/TRY_LATER CERTIFICATE_ON_HOLD");
}

TEST_F(SignatureValidationTest, ResponderUnreachable) {
  evidence_.revocation.erase(evidence_.revocation.begin());
  Finding failure;
  failure.reason = v1::FINDING_REASON_FETCH_TIMED_OUT;
  failure.outcome = v1::CHECK_OUTCOME_FAILED;
  failure.subject = Sha256(signer_.certificate);
  evidence_.acquisition_failures = {failure};
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion),
            "INDETERMINATE/TRY_LATER NO_REVOCATION_ANSWER");
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNoVerdict);
  const Finding& last = conclusion.findings.back();
  EXPECT_EQ(last.block, v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION);
  EXPECT_EQ(last.reason, v1::FINDING_REASON_FETCH_TIMED_OUT);
  EXPECT_EQ(last.level, v1::LEVEL_WARN);
}

TEST_F(SignatureValidationTest, EmbeddedAnswerDoesNotReplaceOurOwn) {
  evidence_.revocation[0] =
      CrlEvidence(TestCrlNow(), ca_, EvidenceOrigin::kSignature);
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/TRY_LATER NO_REVOCATION_ANSWER");
}

TEST_F(SignatureValidationTest, CaNotRegistered) {
  services_ = {{"xb", MakeTestRoot("C=XB,CN=Other")}};
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND TRUST_SERVICE_UNKNOWN");
}

TEST_F(SignatureValidationTest, CaSuspended) {
  services_[0].status = v1::SERVICE_STATUS_SUSPENDED;
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND_NO_POE "
            "TRUST_SERVICE_SUSPENDED");
}

TEST_F(SignatureValidationTest, NoSigningUsage) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=TLS", TestTlsServerExtensions());
  SetSigner(IssueTestCertificate(spec, ca_));
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE NO_SIGNING_USAGE");
}

TEST_F(SignatureValidationTest, SignerExpired) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=Old", TestSignerExtensions());
  spec.not_after = kTestNow - absl::Hours(2);
  SetSigner(IssueTestCertificate(spec, ca_));
  EXPECT_EQ(Verdict(Validate()), "INDETERMINATE/OUT_OF_BOUNDS_NO_POE EXPIRED");
}

// Law: DEF-15.
TEST_F(SignatureValidationTest, UnknownAlgorithm) {
  // SEQUENCE { 1.2.3.4 }
  cms_.signers[0].signature_algorithm =
      std::string("\x30\x05\x06\x03\x2a\x03\x04");
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE ALGORITHM_UNSUPPORTED");
  EXPECT_EQ(OutcomeOf(conclusion), Outcome::kNoVerdict);
}

TEST_F(SignatureValidationTest, ExpiredAlgorithm) {
  cms_.signers[0].signing.hash = "sha1";
  cms_.signers[0].digest = "sha1";
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE "
            "ALGORITHM_EXPIRED");
}

TEST_F(SignatureValidationTest, ConflictingIdentifiers) {
  cms_.signers[0].signature_algorithm =
      TestSignatureAlgorithm(signer_.key, {"sha512", false});
  EXPECT_EQ(Verdict(Validate()),
            "TOTAL_FAILED/SIG_CRYPTO_FAILURE "
            "ALGORITHM_IDENTIFIERS_CONFLICT");
}

TEST_F(SignatureValidationTest, DuplicateAttribute) {
  // A second contentType.
  cms_.signers[0].more_signed = {
      {"1.2.840.113549.1.9.3",
       {std::string("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")}}};
  const Conclusion conclusion = Validate();
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_FORMAT_FAILURE);
}

TEST_F(SignatureValidationTest, EveryKindOfKey) {
  for (const TestKeyKind kind :
       {TestKeyKind::kRsa2048, TestKeyKind::kP384, TestKeyKind::kP521,
        TestKeyKind::kBrainpoolP256, TestKeyKind::kEd25519,
        TestKeyKind::kEd448}) {
    TestCertificateSpec spec = TestSpec("C=XA,CN=Key", TestSignerExtensions());
    spec.key = TestKey::Generate(kind);
    SetSigner(IssueTestCertificate(spec, ca_));
    EXPECT_EQ(Verdict(Validate()), "TOTAL_PASSED/") << static_cast<int>(kind);
  }
}

TEST_F(SignatureValidationTest, OfficerIsTheirOwnAnchor) {
  const TestIdentity officer = SelfSignTestCertificate(
      TestSpec("C=KZ,CN=Officer", TestSignerExtensions()));
  services_ = {{"officer", officer}};
  policy_ = BuiltInPolicy("officer-act");
  context_ = v1::SIGNATURE_CONTEXT_OFFICER_ACT;
  evidence_ = EvidenceSet();
  SetSigner(officer);
  cms_.certificates = {officer.certificate};
  EXPECT_EQ(Verdict(Validate()), "TOTAL_PASSED/");
  cms_.signers[0].signed_attributes = false;
  EXPECT_EQ(Verdict(Validate()),
            "INDETERMINATE/SIG_CONSTRAINTS_FAILURE SIGNED_ATTRIBUTES_ABSENT");
  services_ = {};
  EXPECT_EQ(OutcomeOf(Validate()), Outcome::kNotValid);
}

TEST_F(SignatureValidationTest, ConformancePolicyTakesEmbeddedAnswers) {
  policy_ = BuiltInPolicy("conformance");
  for (RevocationEvidence& evidence : evidence_.revocation) {
    evidence.origin = EvidenceOrigin::kSignature;
  }
  cms_.signers[0].signing.hash = "sha1";
  cms_.signers[0].digest = "sha1";
  EXPECT_EQ(Verdict(Validate()), "TOTAL_PASSED/");
}

TEST_F(SignatureValidationTest, EqualInputsInAnyOrderGiveEqualConclusions) {
  TestCrlSpec other = TestCrlNow();
  other.number = 2;
  TestCrlSpec stale = TestCrlNow();
  stale.next_update = kTestNow - absl::Minutes(1);
  evidence_.revocation.push_back(CrlEvidence(other, ca_));
  evidence_.revocation.push_back(
      CrlEvidence(stale, root_, EvidenceOrigin::kSignature));
  evidence_.revocation.push_back(
      OcspEvidence(TestOcspNow(ca_, signer_, TestOcspStatus::kGood), ca_));
  for (const TestIdentity& identity : {ca_, root_, MakeTestSigner(root_, "77"),
                                       MakeTestCa("C=XA,CN=CA", root_, "78")}) {
    evidence_.certificates.push_back(ReadTestCertificate(identity));
  }
  for (const auto reason :
       {v1::FINDING_REASON_FETCH_FAILED, v1::FINDING_REASON_FETCH_BUSY}) {
    Finding failure;
    failure.reason = reason;
    evidence_.acquisition_failures.push_back(failure);
  }
  const std::string cms = MakeTestCms(cms_);
  const Conclusion expected = ValidateCms(cms);
  EXPECT_EQ(Verdict(expected), "TOTAL_PASSED/");
  for (int round = 0; round < 6; ++round) {
    std::rotate(evidence_.revocation.begin(), evidence_.revocation.begin() + 1,
                evidence_.revocation.end());
    std::rotate(evidence_.certificates.begin(),
                evidence_.certificates.begin() + 1,
                evidence_.certificates.end());
    std::reverse(evidence_.acquisition_failures.begin(),
                 evidence_.acquisition_failures.end());
    const Conclusion conclusion = ValidateCms(cms);
    EXPECT_EQ(Verdict(conclusion), Verdict(expected));
    EXPECT_EQ(FieldsOf(conclusion), FieldsOf(expected));
    EXPECT_EQ(conclusion.path->certificates.size(),
              expected.path->certificates.size());
    EXPECT_EQ(conclusion.path->certificates[1]->fingerprint(),
              expected.path->certificates[1]->fingerprint());
  }
}

}  // namespace
}  // namespace kepil

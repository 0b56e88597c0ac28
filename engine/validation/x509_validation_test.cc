#include "engine/validation/x509_validation.h"

#include <algorithm>

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

class X509ValidationTest : public testing::Test {
 protected:
  X509ValidationResult Validate(const TestIdentity& signer) {
    const TrustSnapshotRef trust = MakeTestTrust(services_);
    const auto policy = MakeTestPolicy(policy_);
    std::vector<CertificateRef> embedded;
    for (const TestIdentity& identity : embedded_) {
      embedded.push_back(ReadTestCertificate(identity));
    }
    return RunX509Validation({ReadTestCertificate(signer), embedded, evidence_,
                              *trust, *policy, v1::SIGNATURE_CONTEXT_SIGNATURE,
                              kTestNow});
  }
  static std::vector<v1::FindingReason> Reasons(
      const X509ValidationResult& result) {
    Conclusion conclusion;
    conclusion.findings = result.block.findings;
    return conclusion.Reasons();
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  const TestIdentity signer_ = MakeTestSigner(root_);
  std::vector<TestService> services_ = {{"xa", root_}};
  std::vector<TestIdentity> embedded_;
  EvidenceSet evidence_ = {{}, {CrlEvidence(TestCrlNow(), root_)}, {}, {}};
  std::string policy_;
};

TEST_F(X509ValidationTest, PassesAndNamesThePath) {
  const auto result = Validate(signer_);
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  ASSERT_TRUE(result.path.has_value());
  EXPECT_EQ(result.path->anchor.service_id, "xa");
}

TEST_F(X509ValidationTest, UnregisteredIssuerIsUnknown) {
  services_ = {};
  auto result = Validate(signer_);
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND);
  EXPECT_THAT(Reasons(result),
              testing::ElementsAre(v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN));
  EXPECT_FALSE(result.path.has_value());
  EXPECT_THAT(
      Reasons(Validate(root_)),
      testing::ElementsAre(v1::FINDING_REASON_SELF_SIGNED_NOT_REGISTERED));
}

TEST_F(X509ValidationTest, SuspendedIssuerIsNoPoe) {
  services_ = {{"xa", root_, v1::SERVICE_STATUS_SUSPENDED}};
  const auto result = Validate(signer_);
  EXPECT_EQ(result.block.status, BlockStatus::kIndeterminate);
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE);
  EXPECT_THAT(Reasons(result),
              testing::ElementsAre(v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED));
}

TEST_F(X509ValidationTest, ForgedCertificateOfARegisteredNameFails) {
  const TestIdentity forger = MakeTestRoot("C=XA,CN=Root");
  const auto result = Validate(MakeTestSigner(forger));
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE);
}

TEST_F(X509ValidationTest, AnchorThatSignsNeedsNoRevocation) {
  const TestIdentity officer = SelfSignTestCertificate(
      TestSpec("C=KZ,CN=Officer", TestSignerExtensions()));
  services_ = {{"officers", officer}};
  evidence_ = EvidenceSet();
  const auto result = Validate(officer);
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  ASSERT_TRUE(result.path.has_value());
  EXPECT_TRUE(result.path->certificates.empty());
}

TEST_F(X509ValidationTest, ExpiredAnchorThatSignsIsOutOfBounds) {
  TestCertificateSpec spec =
      TestSpec("C=KZ,CN=Officer", TestSignerExtensions());
  spec.not_after = kTestNow - absl::Hours(1);
  const TestIdentity officer = SelfSignTestCertificate(spec);
  services_ = {{"officers", officer}};
  EXPECT_EQ(Validate(officer).block.sub_indication,
            v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE);
}

// One CA key with two certificates: a revoked and a good one.
class TwoPathsTest : public X509ValidationTest {
 protected:
  TwoPathsTest() {
    TestCertificateSpec spec = TestSpec("C=XA,CN=CA", TestCaExtensions());
    spec.serial_hex = "71";
    first_ = IssueTestCertificate(spec, root_);
    spec.serial_hex = "72";
    second_ = IssueTestCertificate(spec, root_);
    embedded_ = {first_, second_};
    below_ = MakeTestSigner(first_);
  }
  TestIdentity first_, second_, below_;
};

TEST_F(TwoPathsTest, OneGoodPathIsEnough) {
  for (const TestIdentity& revoked : {first_, second_}) {
    evidence_.revocation = {
        CrlEvidence(TestCrlNow({TestRevocation(revoked)}), root_),
        CrlEvidence(TestCrlNow(), first_)};
    const auto result = Validate(below_);
    EXPECT_EQ(result.block.status, BlockStatus::kPassed);
    ASSERT_TRUE(result.path.has_value());
    EXPECT_NE(result.path->certificates[1]->der(), revoked.certificate);
  }
}

TEST_F(TwoPathsTest, BothRevokedIsRevoked) {
  evidence_.revocation = {
      CrlEvidence(TestCrlNow({TestRevocation(first_), TestRevocation(second_)}),
                  root_),
      CrlEvidence(TestCrlNow(), first_)};
  EXPECT_EQ(Validate(below_).block.sub_indication,
            v1::SUB_INDICATION_REVOKED_CA_NO_POE);
}

TEST_F(TwoPathsTest, PathThatCameFurthestIsReported) {
  // No answer about the CA of one path, which is weaker than a wrong usage.
  evidence_.revocation = {CrlEvidence(TestCrlNow(), first_),
                          CrlEvidence(TestCrlNow(), root_)};
  policy_ = "signer_extended_key_usages: \"1.2.3\"";
  TestCertificateSpec spec = TestSpec(
      "C=XA,CN=Signer", {MakeTestExtension("extendedKeyUsage", "clientAuth")});
  spec.serial_hex = "73";
  const TestIdentity signer = IssueTestCertificate(spec, first_);
  EXPECT_EQ(Validate(signer).block.sub_indication,
            v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
  evidence_.revocation[1] =
      CrlEvidence(TestCrlNow({TestRevocation(first_)}), root_);
  EXPECT_EQ(Validate(signer).block.sub_indication,
            v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
}

TEST_F(TwoPathsTest, RevokedSignerOnOnePathIsRevoked) {
  // The other certificate of the CA's key may not sign CRLs: on its path only
  // the OCSP answer counts, which says good.
  TestCertificateSpec spec = TestSpec(
      "C=XA,CN=CA", {MakeTestExtension("basicConstraints", "critical,CA:TRUE"),
                     MakeTestExtension("keyUsage", "critical,keyCertSign")});
  spec.key = first_.key;
  spec.serial_hex = "74";
  const TestIdentity no_crls = IssueTestCertificate(spec, root_);
  evidence_.revocation = {
      CrlEvidence(TestCrlNow(), root_),
      CrlEvidence(TestCrlNow({TestRevocation(below_)}), first_),
      OcspEvidence(TestOcspNow(first_, below_, TestOcspStatus::kGood), first_)};
  embedded_ = {no_crls};
  EXPECT_EQ(Validate(below_).block.status, BlockStatus::kPassed);
  embedded_ = {no_crls, first_};
  EXPECT_EQ(Validate(below_).block.sub_indication,
            v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST_F(TwoPathsTest, OrderOfInputsDoesNotMatter) {
  evidence_.revocation = {CrlEvidence(TestCrlNow(), root_),
                          CrlEvidence(TestCrlNow(), first_)};
  const auto expected = Validate(below_);
  std::reverse(embedded_.begin(), embedded_.end());
  std::reverse(evidence_.revocation.begin(), evidence_.revocation.end());
  const auto result = Validate(below_);
  EXPECT_EQ(result.path->certificates[1]->fingerprint(),
            expected.path->certificates[1]->fingerprint());
  EXPECT_EQ(result.block.findings.size(), expected.block.findings.size());
}

TEST_F(X509ValidationTest, LimitIsReported) {
  policy_ = "path_limits { max_depth: 1 }";
  const TestIdentity ca = MakeTestCa("C=XA,CN=CA", root_);
  embedded_ = {ca};
  const auto result = Validate(MakeTestSigner(ca));
  EXPECT_EQ(result.block.sub_indication,
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND);
  EXPECT_THAT(Reasons(result),
              testing::Contains(v1::FINDING_REASON_LIMIT_REACHED));
}

TEST_F(TwoPathsTest, LimitIsReportedBesideAPassedPath) {
  evidence_.revocation = {CrlEvidence(TestCrlNow(), root_),
                          CrlEvidence(TestCrlNow(), first_)};
  const auto names_limit = [](const X509ValidationResult& result) {
    return std::any_of(
        result.block.findings.begin(), result.block.findings.end(),
        [](const Finding& finding) {
          return finding.constraint == v1::CONSTRAINT_PATH_LIMITS &&
                 finding.reason == v1::FINDING_REASON_LIMIT_REACHED;
        });
  };
  EXPECT_FALSE(names_limit(Validate(below_)));
  policy_ = "path_limits { max_paths: 1 }";
  const auto result = Validate(below_);
  EXPECT_EQ(result.block.status, BlockStatus::kPassed);
  EXPECT_TRUE(names_limit(result));
}

TEST_F(X509ValidationTest, WithoutASignerNothingRuns) {
  const TrustSnapshotRef trust = MakeTestTrust(services_);
  const auto policy = MakeTestPolicy();
  const auto result = RunX509Validation({nullptr,
                                         {},
                                         evidence_,
                                         *trust,
                                         *policy,
                                         v1::SIGNATURE_CONTEXT_SIGNATURE,
                                         kTestNow});
  EXPECT_NE(result.block.status, BlockStatus::kPassed);
  for (const Finding& finding : result.block.findings) {
    EXPECT_EQ(finding.outcome, v1::CHECK_OUTCOME_NOT_RUN);
  }
}

}  // namespace
}  // namespace kepil

#include "engine/validation/path_judgement.h"

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

class PathJudgementTest : public testing::Test {
 protected:
  // Of the path signer, CA, root.
  PathJudgement Judge() {
    const CertificateRef signer = ReadTestCertificate(signer_);
    ProspectivePath prospective;
    prospective.path = {{signer, ReadTestCertificate(ca_)},
                        {ReadTestCertificate(root_), "xa"}};
    prospective.outcome = ValidateKnownPath(prospective.path, nullptr);
    const TrustSnapshotRef trust = MakeTestTrust(services_);
    const auto policy = MakeTestPolicy(policy_);
    const CertificatePool pool;
    RevocationAcceptance acceptance({evidence_, pool, *policy, kTestNow});
    return JudgePath({prospective, signer, *trust, *policy,
                      v1::SIGNATURE_CONTEXT_SIGNATURE, kTestNow},
                     acceptance);
  }
  void SetCrls(std::vector<TestRevoked> by_ca,
               std::vector<TestRevoked> by_root) {
    evidence_.revocation = {CrlEvidence(TestCrlNow(std::move(by_ca)), ca_),
                            CrlEvidence(TestCrlNow(std::move(by_root)), root_)};
  }
  static const Finding& FirstFailure(const PathJudgement& judgement) {
    for (const Finding& finding : judgement.block.findings) {
      if (finding.outcome == v1::CHECK_OUTCOME_FAILED &&
          finding.level == v1::LEVEL_FAIL) {
        return finding;
      }
    }
    ADD_FAILURE() << "nothing failed";
    return judgement.block.findings.front();
  }
  static int Count(const PathJudgement& judgement, v1::CheckOutcome outcome) {
    int count = 0;
    for (const Finding& finding : judgement.block.findings) {
      count += finding.outcome == outcome;
    }
    return count;
  }

  const TestIdentity root_ = MakeTestRoot("C=XA,CN=Root");
  TestIdentity ca_ = MakeTestCa("C=XA,CN=CA", root_);
  TestIdentity signer_ = MakeTestSigner(ca_);
  std::vector<TestService> services_ = {{"xa", root_}};
  EvidenceSet evidence_;
  std::string policy_;
};

TEST_F(PathJudgementTest, EveryCheckPasses) {
  SetCrls({}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.status, BlockStatus::kPassed);
  EXPECT_EQ(judgement.stages_passed, 6);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_FAILED), 0);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_NOT_RUN), 0);
}

TEST_F(PathJudgementTest, RevokedSignerCarriesItsTime) {
  SetCrls({TestRevocation(signer_)}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_REVOKED_NO_POE);
  EXPECT_TRUE(judgement.is_signer_revoked);
  EXPECT_EQ(FirstFailure(judgement).time, kTestNow - absl::Hours(48));
  EXPECT_EQ(FirstFailure(judgement).subject, Sha256(signer_.certificate));
}

TEST_F(PathJudgementTest, RevokedCaComesBeforeAMissingAnswer) {
  evidence_.revocation = {
      CrlEvidence(TestCrlNow({TestRevocation(ca_)}), root_)};
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_REVOKED_CA_NO_POE);
  EXPECT_EQ(FirstFailure(judgement).constraint, v1::CONSTRAINT_CA_NOT_REVOKED);
  EXPECT_FALSE(judgement.is_signer_revoked);
}

TEST_F(PathJudgementTest, HoldIsTryLater) {
  SetCrls({TestRevocation(signer_, 6)}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_CERTIFICATE_ON_HOLD);
  EXPECT_FALSE(judgement.is_signer_revoked);
}

TEST_F(PathJudgementTest, EveryCertificateNeedsAnAnswer) {
  evidence_.revocation = {CrlEvidence(TestCrlNow(), ca_)};
  PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).subject, Sha256(ca_.certificate));
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_NO_REVOCATION_ANSWER);
}

// Law: CRT-18.
TEST_F(PathJudgementTest, StaleAnswerIsTryLater) {
  TestCrlSpec stale = TestCrlNow();
  stale.this_update = kTestNow - absl::Hours(48);
  stale.next_update = kTestNow;
  evidence_.revocation = {CrlEvidence(stale, ca_),
                          CrlEvidence(TestCrlNow(), root_)};
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_REVOCATION_STALE);
  EXPECT_EQ(FirstFailure(judgement).block,
            v1::BUILDING_BLOCK_REVOCATION_FRESHNESS);
}

TEST_F(PathJudgementTest, AMonthlyListOfCasIsFreshByTheirOwnValue) {
  TestCrlSpec monthly = TestCrlNow();
  monthly.this_update = kTestNow - absl::Hours(24 * 20);
  monthly.next_update = kTestNow + absl::Hours(24 * 10);
  evidence_.revocation = {CrlEvidence(TestCrlNow(), ca_),
                          CrlEvidence(monthly, root_)};
  policy_ = "revocation_freshness { seconds: 97200 }";
  PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).subject, Sha256(ca_.certificate));

  policy_ += " ca_revocation_freshness { seconds: 3456000 }";  // 40 days.
  EXPECT_EQ(Judge().block.status, BlockStatus::kPassed);

  // What is enough for the CA is not for the signer.
  evidence_.revocation[0] = CrlEvidence(monthly, ca_);
  judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_REVOCATION_STALE);
  EXPECT_EQ(FirstFailure(judgement).subject, Sha256(signer_.certificate));

  // And the CA's ends with its nextUpdate.
  monthly.next_update = kTestNow;
  evidence_.revocation = {CrlEvidence(TestCrlNow(), ca_),
                          CrlEvidence(monthly, root_)};
  judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).subject, Sha256(ca_.certificate));
}

// Law: CRT-18.
TEST_F(PathJudgementTest, TheSignersListIsFreshForTwentySevenHours) {
  policy_ = R"(revocation_freshness { seconds: 97200 }
               ca_revocation_freshness { seconds: 3456000 })";
  TestCrlSpec crl = TestCrlNow();
  crl.next_update = kTestNow + absl::Hours(24 * 10);
  crl.this_update = kTestNow - absl::Hours(27) + absl::Seconds(1);
  evidence_.revocation = {CrlEvidence(crl, ca_),
                          CrlEvidence(TestCrlNow(), root_)};
  EXPECT_EQ(Judge().block.status, BlockStatus::kPassed);
  crl.this_update = kTestNow - absl::Hours(27);
  evidence_.revocation[0] = CrlEvidence(crl, ca_);
  EXPECT_EQ(Judge().block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
}

TEST_F(PathJudgementTest, OwnAnswerIsDemandedByPolicy) {
  evidence_.revocation = {
      CrlEvidence(TestCrlNow(), ca_, EvidenceOrigin::kSignature),
      CrlEvidence(TestCrlNow(), root_)};
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).constraint,
            v1::CONSTRAINT_REVOCATION_OWN_ANSWER);
  policy_ =
      "levels { constraint: CONSTRAINT_REVOCATION_OWN_ANSWER "
      "level: LEVEL_IGNORE }";
  EXPECT_EQ(Judge().block.status, BlockStatus::kPassed);
}

// Law: CRT-21.
TEST_F(PathJudgementTest, UnknownToItsCaIsNotGood) {
  SetCrls({}, {});
  evidence_.revocation.push_back(
      OcspEvidence(TestOcspNow(ca_, signer_, TestOcspStatus::kUnknown), ca_));
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_TRY_LATER);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN);
}

TEST_F(PathJudgementTest, RevocationModeNoneJudgesNone) {
  policy_ = "revocation_mode: REVOCATION_MODE_NONE";
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.status, BlockStatus::kPassed);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_NOT_RUN), 4);
}

TEST_F(PathJudgementTest, UsageIsJudgedAfterRevocation) {
  TestCertificateSpec spec = TestSpec(
      "C=XA,CN=TLS", {MakeTestExtension("keyUsage", "critical,keyEncipherment"),
                      MakeTestExtension("extendedKeyUsage", "serverAuth")});
  signer_ = IssueTestCertificate(spec, ca_);
  policy_ = R"(signer_key_usages: KEY_USAGE_NAME_DIGITAL_SIGNATURE
               signer_key_usages: KEY_USAGE_NAME_CONTENT_COMMITMENT
               signer_extended_key_usages: "1.3.6.1.5.5.7.3.4")";
  SetCrls({}, {});
  PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_NO_SIGNING_USAGE);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_FAILED), 2);
  SetCrls({TestRevocation(signer_)}, {});
  judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication, v1::SUB_INDICATION_REVOKED_NO_POE);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_FAILED), 3);
}

TEST_F(PathJudgementTest, WeakAlgorithmOnThePathNeedsAProof) {
  policy_ = R"(algorithms {
    hashes { hash: "sha256" }
    keys { scheme: "ecdsa" reliable_until { seconds: 1000 } } })";
  SetCrls({}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_FAILED), 4);  // And the CRLs.
}

TEST_F(PathJudgementTest, ExpiredSignerIsOutOfBounds) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=Old", TestSignerExtensions());
  spec.not_after = kTestNow - absl::Minutes(10);
  signer_ = IssueTestCertificate(spec, ca_);
  SetCrls({}, {});  // Of an hour ago, when it was valid.
  PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED);
  EXPECT_EQ(FirstFailure(judgement).reason, v1::FINDING_REASON_EXPIRED);

  TestCrlSpec later = TestCrlNow();
  later.this_update = kTestNow - absl::Minutes(1);
  evidence_.revocation[0] = CrlEvidence(later, ca_);
  judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE);
}

TEST_F(PathJudgementTest, ExpiredCaIsAGeneralFailure) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=CA", TestCaExtensions());
  spec.not_after = kTestNow - absl::Hours(1);
  ca_ = IssueTestCertificate(spec, root_);
  signer_ = MakeTestSigner(ca_);
  SetCrls({}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE);
  EXPECT_EQ(FirstFailure(judgement).constraint, v1::CONSTRAINT_PATH_VALIDITY);
  EXPECT_EQ(judgement.stages_passed, 1);
}

TEST_F(PathJudgementTest, IssuerThatIsNoCaIsAGeneralFailure) {
  ca_ = IssueTestCertificate(TestSpec("C=XA,CN=CA", TestSignerExtensions()),
                             root_);
  signer_ = MakeTestSigner(ca_);
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE);
  EXPECT_EQ(FirstFailure(judgement).reason, v1::FINDING_REASON_NOT_CA);
}

TEST_F(PathJudgementTest, ResponderExpiredSinceIsRevocationOutOfBounds) {
  TestCertificateSpec spec =
      TestSpec("C=XA,CN=Responder", TestOcspResponderExtensions());
  spec.not_after = kTestNow - absl::Seconds(30);
  const TestIdentity responder = IssueTestCertificate(spec, ca_);
  TestOcspSpec ocsp = TestOcspNow(ca_, signer_, TestOcspStatus::kGood);
  ocsp.certificates = {responder.certificate};
  evidence_.revocation = {OcspEvidence(ocsp, responder),
                          CrlEvidence(TestCrlNow(), root_)};
  EXPECT_EQ(Judge().block.sub_indication,
            v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE);
}

TEST_F(PathJudgementTest, ProfileDeviationIsAWarning) {
  TestCertificateSpec spec = TestSpec("C=XA,CN=Zero", TestSignerExtensions());
  spec.serial_hex = "00";  // RFC 5280, 4.1.2.2: positive.
  signer_ = IssueTestCertificate(spec, ca_);
  SetCrls({}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.status, BlockStatus::kPassed);
  EXPECT_EQ(Count(judgement, v1::CHECK_OUTCOME_FAILED), 1);
}

TEST_F(PathJudgementTest, CrossCertificateDoesNotLiftASuspension) {
  // The CA of the path is the anchor of a suspended service.
  services_.push_back({"xb", ca_, v1::SERVICE_STATUS_SUSPENDED});
  SetCrls({}, {});
  const PathJudgement judgement = Judge();
  EXPECT_EQ(judgement.block.sub_indication,
            v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE);
  EXPECT_EQ(FirstFailure(judgement).reason,
            v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED);
}

}  // namespace
}  // namespace kepil

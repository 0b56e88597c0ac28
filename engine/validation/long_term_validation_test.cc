#include "engine/validation/long_term_validation.h"

#include "engine/validation/timestamp_fixture.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

const absl::Time kThen = kTestNow - absl::Hours(100);
constexpr absl::Duration kHour = absl::Hours(1);

class LongTermValidationTest : public TimestampFixture {
 protected:
  // Outcome of the only finding on `constraint` in `conclusion`.
  static v1::CheckOutcome OutcomeOf(const Conclusion& conclusion,
                                    v1::Constraint constraint) {
    v1::CheckOutcome outcome = v1::CHECK_OUTCOME_UNSPECIFIED;
    for (const Finding& finding : conclusion.findings) {
      if (finding.constraint == constraint) {
        outcome = finding.outcome;
      }
    }
    return outcome;
  }
  // P-256 is weak since `end`; the CAs and the TSA use P-384.
  void WeakenP256(absl::Time end) {
    policy_ = MakeTestPolicy(
        "algorithms { id: 't' hashes { hash: 'sha256' } "
        "keys { scheme: 'ecdsa' min_bits: 384 } "
        "keys { scheme: 'ecdsa' min_bits: 256 reliable_until { seconds: " +
        std::to_string(absl::ToUnixSeconds(end)) + " } } }");
  }
  void UseStrongCas() {
    strong_root_ = MakeStrongRoot("C=XA,CN=Root");
    const TestIdentity tsa_root = MakeStrongRoot("C=XA,CN=TSA Root");
    TestCertificateSpec spec = TestSpec("C=XA,CN=TSA", TestTsaExtensions());
    spec.key = TestKey::Generate(TestKeyKind::kP384);
    tsa_ = IssueTestCertificate(spec, tsa_root);
    services_ = {{"ca", strong_root_}, Tsa("tsa", tsa_root)};
    SetSigner(MakeTestSigner(strong_root_));
    evidence_.revocation = {CrlEvidence(TestCrlNow(), strong_root_),
                            CrlEvidence(TestCrlNow(), tsa_root)};
  }
  static TestIdentity MakeStrongRoot(const std::string& subject) {
    TestCertificateSpec spec = TestSpec(subject, TestCaExtensions());
    spec.key = TestKey::Generate(TestKeyKind::kP384);
    return SelfSignTestCertificate(spec);
  }
  // An expired signer, with what proves that it was good an hour before `end`.
  void SetExpiredSigner(absl::Time end) {
    SetSigner(MakeSigner(kTestNow - absl::Hours(2000), end));
  }

  TestIdentity strong_root_;
};

TEST_F(LongTermValidationTest, RevokedAfterTheBestTime) {
  RevokeSigner(kThen + kHour);
  StampSignature(kThen);
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
  EXPECT_TRUE(conclusion.Reasons().empty());
  EXPECT_EQ(OutcomeOf(conclusion, v1::CONSTRAINT_NOT_REVOKED),
            v1::CHECK_OUTCOME_LIFTED);
  EXPECT_EQ(OutcomeOf(conclusion, v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME),
            v1::CHECK_OUTCOME_PASSED);
}

TEST_F(LongTermValidationTest, RevokedAtOrBeforeTheBestTime) {
  for (const absl::Time when : {kThen, kThen - kHour}) {
    RevokeSigner(when);
    SetSigner(signer_);
    cms_.signers[0].over_value = nullptr;
    StampSignature(kThen);
    EXPECT_EQ(Verdict(),
              "INDETERMINATE/REVOKED_NO_POE "
              "CERTIFICATE_REVOKED,NOT_BEFORE_BEST_TIME");
  }
}

// The key was lost before the revocation: what was signed in between does not
// stand, and nothing but a time-stamp from before the loss saves a signature.
// Law: CRT-12.
TEST_F(LongTermValidationTest, CompromiseReachesBackToItsInvalidityDate) {
  constexpr int kKeyCompromise = 1;
  constexpr int kSuperseded = 4;
  const auto verdict = [this](int reason, absl::Time lost) {
    TestRevoked revoked = TestRevocation(signer_, reason);
    revoked.revoked_at = kThen + kHour;
    revoked.extensions = {
        {"2.5.29.24", false, test_der::GeneralizedTime(lost)}};
    evidence_.revocation[0] = CrlEvidence(TestCrlNow({revoked}), root_);
    return Verdict();
  };
  // Without a time-stamp.
  EXPECT_EQ(verdict(kKeyCompromise, kThen - kHour),
            "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
  StampSignature(kThen);
  EXPECT_EQ(verdict(kKeyCompromise, kThen - kHour),
            "INDETERMINATE/REVOKED_NO_POE "
            "CERTIFICATE_REVOKED,NOT_BEFORE_BEST_TIME");
  EXPECT_EQ(verdict(kKeyCompromise, kThen + absl::Minutes(1)), "TOTAL_PASSED/");
  EXPECT_EQ(verdict(kSuperseded, kThen - kHour), "TOTAL_PASSED/");
}

TEST_F(LongTermValidationTest, RevokedAndNothingValidProvesTheTime) {
  RevokeSigner(kThen + kHour);
  TestTimestampSpec spec = At(kThen);
  spec.stamped = "another value";
  AddSignatureToken(MakeTestTimestamp(spec, tsa_));
  cms_.signers[0].signing_time = kThen;  // A claim.
  EXPECT_EQ(Verdict(), "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
}

TEST_F(LongTermValidationTest, AnyRevocationBeforeTheBestTimeCounts) {
  RevokeSigner(kThen + kHour);
  TestRevoked earlier = TestRevocation(signer_);
  earlier.revoked_at = kThen - kHour;
  Embed(root_, kThen - kHour, {earlier});
  StampSignature(kThen);
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST_F(LongTermValidationTest, CaRevokedAfterAndBeforeTheBestTime) {
  const TestIdentity ca = MakeTestCa("C=XA,CN=CA", root_);
  SetSigner(MakeTestSigner(ca));
  cms_.certificates.push_back(ca.certificate);
  evidence_.revocation.push_back(CrlEvidence(TestCrlNow(), ca));
  TestRevoked revoked = TestRevocation(ca);
  StampSignature(kThen);
  revoked.revoked_at = kThen + kHour;
  evidence_.revocation[0] = CrlEvidence(TestCrlNow({revoked}), root_);
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
  revoked.revoked_at = kThen - kHour;
  evidence_.revocation[0] = CrlEvidence(TestCrlNow({revoked}), root_);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/REVOKED_CA_NO_POE "
            "CERTIFICATE_REVOKED,NOT_BEFORE_BEST_TIME");
}

TEST_F(LongTermValidationTest, OnHoldSinceAfterAndBeforeTheBestTime) {
  StampSignature(kThen);
  RevokeSigner(kThen + kHour, 6);
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
  RevokeSigner(kThen - kHour, 6);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/TRY_LATER CERTIFICATE_ON_HOLD,NOT_BEFORE_BEST_TIME");
}

TEST_F(LongTermValidationTest, ExpiredAfterTheBestTime) {
  SetExpiredSigner(kThen + kHour);
  Embed(root_, kThen);
  StampSignature(kThen);
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
  EXPECT_EQ(OutcomeOf(conclusion, v1::CONSTRAINT_SIGNER_VALIDITY),
            v1::CHECK_OUTCOME_LIFTED);
}

TEST_F(LongTermValidationTest, ExpiredAfterTheBestTimeButPerhapsRevoked) {
  SetExpiredSigner(kThen + kHour);  // Only a list from after the expiry.
  StampSignature(kThen);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/OUT_OF_BOUNDS_NO_POE EXPIRED,NO_REVOCATION_ANSWER");
}

TEST_F(LongTermValidationTest, ExpiredBeforeTheBestTime) {
  SetExpiredSigner(kThen - kHour);
  StampSignature(kThen);
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE);
}

TEST_F(LongTermValidationTest, NotRevokedBeforeItExpired) {
  SetExpiredSigner(kTestNow - absl::Minutes(30));  // The list is of before.
  EXPECT_EQ(Verdict(), "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED EXPIRED");
}

TEST_F(LongTermValidationTest, RevokedAfterTheBestTimeWhichIsAfterTheExpiry) {
  SetExpiredSigner(kThen - kHour);
  RevokeSigner(kThen + kHour);
  StampSignature(kThen);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED EXPIRED,EXPIRED");
}

// Only a lifted revocation of the signer's certificate says that it had not
// been revoked before.
TEST_F(LongTermValidationTest, ExpiredBeforeTheBestTimeUnderACaRevokedLater) {
  const TestIdentity ca = MakeTestCa("C=XA,CN=CA", root_);
  TestCertificateSpec spec = TestSpec("C=XA,CN=Signer", TestSignerExtensions());
  spec.not_before = kTestNow - absl::Hours(2000);
  spec.not_after = kThen - kHour;
  SetSigner(IssueTestCertificate(spec, ca));
  cms_.certificates.push_back(ca.certificate);
  TestRevoked revoked = TestRevocation(ca);
  revoked.revoked_at = kThen + kHour;
  evidence_.revocation[0] = CrlEvidence(TestCrlNow({revoked}), root_);
  evidence_.revocation.push_back(CrlEvidence(TestCrlNow(), ca));
  StampSignature(kThen);
  const Conclusion conclusion = Validate();
  EXPECT_EQ(OutcomeOf(conclusion, v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME),
            v1::CHECK_OUTCOME_PASSED);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE);
}

TEST_F(LongTermValidationTest, StampedBeforeTheCertificateWasValid) {
  SetSigner(MakeSigner(kThen + kHour, kTestNow + absl::Hours(100)));
  StampSignature(kThen);
  EXPECT_EQ(Verdict(), "TOTAL_FAILED/NOT_YET_VALID NOT_YET_VALID");
}

TEST_F(LongTermValidationTest, NotYetValidNow) {
  SetSigner(MakeSigner(kTestNow + kHour, kTestNow + absl::Hours(100)));
  policy_ = MakeTestPolicy("revocation_mode: REVOCATION_MODE_NONE");
  const Conclusion conclusion = Validate();
  EXPECT_EQ(conclusion.indication, v1::INDICATION_TOTAL_FAILED);
  EXPECT_EQ(conclusion.sub_indication, v1::SUB_INDICATION_NOT_YET_VALID);
}

TEST_F(LongTermValidationTest, NoAnswerNowButAnEmbeddedOneOfThen) {
  evidence_.revocation.erase(evidence_.revocation.begin());
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_TRY_LATER);
  Embed(root_, kThen - kHour);
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_TRY_LATER);
  StampSignature(kThen);
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
}

TEST_F(LongTermValidationTest, AnEmbeddedAnswerFromAfterTheBestTimeIsFresh) {
  evidence_.revocation.erase(evidence_.revocation.begin());
  Embed(root_, kThen + absl::Hours(50));
  StampSignature(kThen);
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
}

TEST_F(LongTermValidationTest, AnEmbeddedAnswerThatWasStaleThen) {
  evidence_.revocation.erase(evidence_.revocation.begin());
  Embed(root_, kThen - absl::Hours(25));
  StampSignature(kThen);
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_TRY_LATER);
}

TEST_F(LongTermValidationTest, AnEmbeddedGoodBesideAFetchedRevoked) {
  RevokeSigner(kThen - kHour);
  Embed(root_, kThen - kHour);
  StampSignature(kThen);
  EXPECT_EQ(Validate().sub_indication, v1::SUB_INDICATION_REVOKED_NO_POE);
}

TEST_F(LongTermValidationTest, AlgorithmReliableAtTheBestTime) {
  UseStrongCas();
  WeakenP256(kThen + kHour);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE "
            "ALGORITHM_EXPIRED");
  StampSignature(kThen);
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
  EXPECT_EQ(OutcomeOf(conclusion, v1::CONSTRAINT_SIGNATURE_ALGORITHM),
            v1::CHECK_OUTCOME_LIFTED);
}

TEST_F(LongTermValidationTest, AlgorithmWeakAtTheBestTime) {
  UseStrongCas();
  WeakenP256(kThen - kHour);
  StampSignature(kThen);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE "
            "ALGORITHM_EXPIRED,NOT_BEFORE_BEST_TIME");
}

// The signer's certificate is signed by a key that is weak now.
TEST_F(LongTermValidationTest,
       CertificateAlgorithmNeedsAProofOfTheCertificate) {
  UseStrongCas();
  TestCertificateSpec spec = TestSpec("C=XA,CN=CA", TestCaExtensions());
  const TestIdentity ca = IssueTestCertificate(spec, strong_root_);
  SetSigner(MakeTestSigner(ca));
  cms_.certificates.push_back(ca.certificate);
  evidence_.revocation.push_back(OcspEvidence(
      TestOcspNow(ca, cms_.signers[0].identity, TestOcspStatus::kGood), ca));
  WeakenP256(kThen + kHour);
  StampSignature(kThen);
  // What is left is the answer, which must be reliable now.
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE "
            "ALGORITHM_EXPIRED,NOT_BEFORE_BEST_TIME");
}

TEST_F(LongTermValidationTest, ContentStampedAfterTheSignature) {
  StampContent(kThen + kHour);
  StampSignature(kThen);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/TIMESTAMP_ORDER_FAILURE TIMESTAMPS_OUT_OF_ORDER");
}

TEST_F(LongTermValidationTest, ContentStampedBeforeTheSignature) {
  StampContent(kThen - kHour);
  StampSignature(kThen);
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
}

TEST_F(LongTermValidationTest, DelayBetweenClaimAndStamp) {
  policy_ = MakeTestPolicy("signature_timestamp_delay { seconds: 3600 }");
  StampSignature(kThen);
  cms_.signers[0].signing_time = kThen - kHour;
  EXPECT_EQ(Verdict(), "TOTAL_PASSED/");
  cms_.signers[0].signing_time = kThen - kHour - absl::Seconds(1);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/SIG_CONSTRAINTS_FAILURE SIGNING_TIME_DELAY");
  cms_.signers[0].signing_time = std::nullopt;
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/SIG_CONSTRAINTS_FAILURE SIGNING_TIME_DELAY");
}

TEST_F(LongTermValidationTest, ContentStampedAfterTheRevocation) {
  RevokeSigner(kThen - kHour);
  StampContent(kThen);
  EXPECT_EQ(Verdict(),
            "TOTAL_FAILED/REVOKED "
            "CERTIFICATE_REVOKED,PROVED_BY_CONTENT_TIMESTAMP");
  RevokeSigner(kThen + kHour);
  EXPECT_EQ(Verdict(), "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
}

TEST_F(LongTermValidationTest, ContentStampedAfterTheExpiry) {
  SetExpiredSigner(kThen - kHour);
  StampContent(kThen);
  EXPECT_EQ(Verdict(),
            "TOTAL_FAILED/EXPIRED EXPIRED,PROVED_BY_CONTENT_TIMESTAMP");
}

TEST_F(LongTermValidationTest, ContentStampedAfterTheEndOfAnAlgorithm) {
  UseStrongCas();
  WeakenP256(kThen - kHour);
  StampContent(kThen);
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE "
            "ALGORITHM_EXPIRED,PROVED_BY_CONTENT_TIMESTAMP");
}

TEST_F(LongTermValidationTest, NothingHidesBehindALaterRevocation) {
  RevokeSigner(kThen + kHour);
  StampSignature(kThen);
  policy_ = MakeTestPolicy("signer_extended_key_usages: '1.2.3'");
  TestCertificateSpec spec = TestSpec("C=XA,CN=TLS", TestTlsServerExtensions());
  spec.serial_hex = signer_.SerialHex();
  SetSigner(IssueTestCertificate(spec, root_));
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE NO_SIGNING_USAGE");
}

TEST_F(LongTermValidationTest, AWrongValueStaysWrong) {
  StampSignature(kThen);
  TestIdentity other = signer_;
  other.key = TestKey::Generate(TestKeyKind::kP256);
  SetSigner(other);
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion),
            "TOTAL_FAILED/SIG_CRYPTO_FAILURE VALUE_MISMATCH");
}

}  // namespace
}  // namespace kepil

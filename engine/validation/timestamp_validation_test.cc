#include "engine/validation/timestamp_validation.h"

#include "engine/validation/timestamp_fixture.h"

namespace kepil {
namespace {

const absl::Time kThen = kTestNow - absl::Hours(100);

class TimestampValidationTest : public TimestampFixture {
 protected:
  // The verdict on the only time-stamp.
  std::string TokenVerdict() {
    conclusion_ = Validate();
    if (conclusion_.timestamps.size() != 1) {
      return "not one time-stamp";
    }
    return Verdict(conclusion_.timestamps[0]);
  }
  // One that is not valid neither harms nor helps.
  void ExpectNoEffect() {
    EXPECT_EQ(Verdict(conclusion_), "TOTAL_PASSED/");
    EXPECT_EQ(conclusion_.best_signature_time, kTestNow);
    EXPECT_EQ(conclusion_.best_time_proof, v1::TIME_PROOF_CONTROL_TIME);
    bool is_reported = false;
    for (const Finding& finding : conclusion_.findings) {
      is_reported |= finding.constraint == v1::CONSTRAINT_TIMESTAMP_TRUSTED &&
                     finding.outcome == v1::CHECK_OUTCOME_FAILED &&
                     finding.level == v1::LEVEL_WARN &&
                     finding.subject == conclusion_.timestamps[0].token;
    }
    EXPECT_TRUE(is_reported);
  }

  Conclusion conclusion_;
};

TEST_F(TimestampValidationTest, AValidOneProvesItsTime) {
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(), "TOTAL_PASSED/");
  EXPECT_EQ(Verdict(conclusion_), "TOTAL_PASSED/");
  EXPECT_EQ(conclusion_.best_signature_time, kThen);
  EXPECT_EQ(conclusion_.best_time_proof, v1::TIME_PROOF_SIGNATURE_TIMESTAMP);
  const TimestampConclusion& timestamp = conclusion_.timestamps[0];
  EXPECT_EQ(timestamp.gen_time, kThen);
  EXPECT_EQ(timestamp.kind, v1::TIMESTAMP_KIND_SIGNATURE);
  EXPECT_EQ(timestamp.path->anchor.service_id, "tsa");
  EXPECT_EQ(timestamp.signing_certificate->der(), tsa_.certificate);
}

// Law: CAL-11, VER-06.
TEST_F(TimestampValidationTest, TheEarliestValidOneCounts) {
  StampSignature(kThen);
  StampSignature(kThen - absl::Hours(1));
  TestTimestampSpec other = At(kThen - absl::Hours(2));
  other.stamped = "another value";
  AddSignatureToken(MakeTestTimestamp(other, tsa_));
  const Conclusion conclusion = Validate();
  EXPECT_EQ(conclusion.timestamps.size(), 3u);
  EXPECT_EQ(conclusion.best_signature_time, kThen - absl::Hours(1));
}

TEST_F(TimestampValidationTest, ATsaMayBeTheAnchorItself) {
  tsa_ = SelfSignTestCertificate(TestSpec("C=XA,CN=TSU", TestTsaExtensions()));
  services_[1] = Tsa("tsu", tsa_);
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(), "TOTAL_PASSED/");
}

TEST_F(TimestampValidationTest, Unreadable) {
  AddSignatureToken(std::string("\x30\x00", 2));
  EXPECT_EQ(TokenVerdict(), "TOTAL_FAILED/FORMAT_FAILURE TIMESTAMP_UNREADABLE");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, OfAnotherValue) {
  TestTimestampSpec spec = At(kThen);
  spec.stamped = "another value";
  AddSignatureToken(MakeTestTimestamp(spec, tsa_));
  EXPECT_EQ(TokenVerdict(),
            "TOTAL_FAILED/HASH_FAILURE TIMESTAMP_IMPRINT_MISMATCH");
  ExpectNoEffect();
}

// Seen in the field: a signature time-stamp over the content.
TEST_F(TimestampValidationTest, OfTheContentInsteadOfTheValue) {
  TestTimestampSpec spec = At(kThen);
  spec.stamped = std::string(kContent);
  AddSignatureToken(MakeTestTimestamp(spec, tsa_));
  EXPECT_EQ(TokenVerdict(),
            "TOTAL_FAILED/HASH_FAILURE TIMESTAMP_IMPRINT_MISMATCH");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, ItsOwnDigestIsWrong) {
  TestTimestampSpec spec = At(kThen);
  spec.message_digest = "another TSTInfo";
  AddSignatureTimestamp(spec, tsa_, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(), "TOTAL_FAILED/HASH_FAILURE DIGEST_MISMATCH");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, ByAKeyThatIsNotTheCertificates) {
  TestIdentity forger = tsa_;
  forger.key = TestKey::Generate(TestKeyKind::kP256);
  AddSignatureTimestamp(At(kThen), forger, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(), "TOTAL_FAILED/SIG_CRYPTO_FAILURE VALUE_MISMATCH");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, WithoutItsCertificate) {
  TestTimestampSpec spec = At(kThen);
  spec.embed_tsa = false;
  AddSignatureTimestamp(spec, tsa_, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND CERTIFICATE_ABSENT");
  ExpectNoEffect();
  evidence_.certificates = {ReadTestCertificate(tsa_)};  // As was gathered.
  EXPECT_EQ(TokenVerdict(), "TOTAL_PASSED/");
}

TEST_F(TimestampValidationTest, WithoutAReferenceToItsCertificate) {
  TestTimestampSpec spec = At(kThen);
  spec.ess = TestEss::kNone;
  AddSignatureTimestamp(spec, tsa_, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND REFERENCE_ABSENT");
  ExpectNoEffect();
}

// Law: VER-06.
TEST_F(TimestampValidationTest, ACaServiceDoesNotVouchForTime) {
  tsa_ = MakeTsa(root_);
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND TRUST_SERVICE_UNKNOWN");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, ATsaServiceDoesNotVouchForSigners) {
  services_ = {Tsa("ca", root_)};
  EXPECT_EQ(Verdict(),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND TRUST_SERVICE_UNKNOWN");
}

TEST_F(TimestampValidationTest, ByASuspendedTsa) {
  services_[1].status = v1::SERVICE_STATUS_SUSPENDED;
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND_NO_POE "
            "TRUST_SERVICE_SUSPENDED");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, ByACertificateThatIsNotForTimestamps) {
  tsa_ = MakeTsa(tsa_root_, "52", TestSignerExtensions());
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE NO_TIMESTAMPING_USAGE");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, ByARevokedTsa) {
  evidence_.revocation[1] =
      CrlEvidence(TestCrlNow({TestRevocation(tsa_)}), tsa_root_);
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(), "INDETERMINATE/REVOKED_NO_POE CERTIFICATE_REVOKED");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, WithoutAnAnswerAboutTheTsa) {
  evidence_.revocation.pop_back();
  StampSignature(kThen);
  EXPECT_EQ(TokenVerdict(), "INDETERMINATE/TRY_LATER NO_REVOCATION_ANSWER");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, FromBeforeItsCertificate) {
  StampSignature(kTestNow - absl::Hours(2401));
  EXPECT_EQ(TokenVerdict(), "TOTAL_FAILED/NOT_YET_VALID NOT_YET_VALID");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, FromTheFuture) {
  StampSignature(kTestNow + absl::Minutes(6));
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/SIG_CONSTRAINTS_FAILURE FUTURE_CLAIMED_TIME");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, WithinTheClockSkewTheControlTimeStays) {
  StampSignature(kTestNow + absl::Minutes(4));
  EXPECT_EQ(TokenVerdict(), "TOTAL_PASSED/");
  EXPECT_EQ(conclusion_.best_signature_time, kTestNow);
  EXPECT_EQ(conclusion_.best_time_proof, v1::TIME_PROOF_CONTROL_TIME);
}

TEST_F(TimestampValidationTest, WithAnUnknownCriticalExtension) {
  TestTimestampSpec spec = At(kThen);
  spec.critical_extension = true;
  AddSignatureTimestamp(spec, tsa_, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(),
            "TOTAL_FAILED/FORMAT_FAILURE UNKNOWN_CRITICAL_EXTENSION");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, WithAWeakImprint) {
  policy_ = MakeTestPolicy(R"(
    algorithms {
      id: "t"
      hashes { hash: "sha256" }
      hashes { hash: "sha1" reliable_until { seconds: 1700000000 } }
      keys { scheme: "ecdsa" min_bits: 256 }
    })");
  TestTimestampSpec spec = At(kThen);
  spec.hash = "sha1";
  AddSignatureTimestamp(spec, tsa_, cms_.signers[0]);
  EXPECT_EQ(TokenVerdict(),
            "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE "
            "ALGORITHM_EXPIRED");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, OverTheContent) {
  StampContent(kThen);
  EXPECT_EQ(TokenVerdict(), "TOTAL_PASSED/");
  EXPECT_EQ(conclusion_.timestamps[0].kind, v1::TIMESTAMP_KIND_CONTENT);
  // It says nothing of when the signature was there.
  EXPECT_EQ(conclusion_.best_signature_time, kTestNow);
}

TEST_F(TimestampValidationTest, OverOtherContent) {
  TestTimestampSpec spec = At(kThen);
  spec.stamped = "another document";
  cms_.signers[0].more_signed = {
      ContentTimestampAttribute({MakeTestTimestamp(spec, tsa_)})};
  EXPECT_EQ(TokenVerdict(),
            "TOTAL_FAILED/HASH_FAILURE TIMESTAMP_IMPRINT_MISMATCH");
  ExpectNoEffect();
}

TEST_F(TimestampValidationTest, AnArchiveTimestampIsReportedAndNotJudged) {
  cms_.signers[0].more_unsigned = {
      {"1.2.840.113549.1.9.16.2.48", {std::string("\x05\x00", 2)}}};
  const Conclusion conclusion = Validate();
  EXPECT_EQ(Verdict(conclusion), "TOTAL_PASSED/");
  EXPECT_EQ(conclusion.findings.back().outcome, v1::CHECK_OUTCOME_NOT_RUN);
  EXPECT_EQ(conclusion.findings.back().reason,
            v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED);
}

}  // namespace
}  // namespace kepil

#include "trustlist/admission_status.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/admission_fixture.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/test_der.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kRootCrl[] = "http://xa.example/root.crl";
constexpr char kOcsp[] = "http://xa.example/ocsp";

std::vector<std::string> Failures(AdmissionCase& parts) {
  return FailuresOf(JudgeAdmissionStatus(parts.Input()));
}

std::vector<std::string> TimestampFailures(AdmissionCase& parts) {
  return FailuresOf(JudgeAdmissionTimestamps(parts.Input()));
}

std::string At(const char* check, const char* subject) {
  return std::string(check) + " " + subject;
}

std::vector<std::string> AllCrlChecks(const char* subject) {
  return {At("CRL_REACHABLE", subject), At("CRL_SIGNATURE", subject),
          At("CRL_VALIDITY", subject), At("CRL_CURRENT", subject),
          At("CRL_ISSUE_INTERVAL", subject)};
}

std::vector<std::string> WithCrl(AdmissionCase& parts, absl::Duration age,
                                 absl::Duration validity) {
  parts.crls[0].der = AdmissionCrl(parts.root, parts.now - age, validity);
  return Failures(parts);
}

std::vector<std::string> WithAnswer(AdmissionCase& parts,
                                    const TestOcspSpec& spec,
                                    const TestIdentity& responder) {
  parts.ocsp[0].der = MakeTestOcspResponse(spec, responder);
  return Failures(parts);
}

TestOcspSpec GoodAnswer(const AdmissionCase& parts) {
  TestOcspSpec spec;
  spec.produced_at = parts.now;
  spec.nonce = parts.ocsp[0].nonce;
  spec.answers = {MakeTestOcspAnswer(parts.issuing, parts.signer.SerialHex(),
                                     TestOcspStatus::kGood, parts.now)};
  return spec;
}

TEST(AdmissionStatusTest, AGoodApplicationPasses) {
  AdmissionCase parts;
  EXPECT_THAT(Failures(parts), IsEmpty());
  EXPECT_THAT(TimestampFailures(parts), IsEmpty());
}

// Law: REG-06.
TEST(AdmissionStatusTest, ACrlIsValidFor24To27Hours) {
  AdmissionCase parts;
  const absl::Duration age = absl::Hours(1);
  EXPECT_THAT(WithCrl(parts, age, absl::Hours(24)), IsEmpty());
  EXPECT_THAT(WithCrl(parts, age, absl::Hours(27)), IsEmpty());
  EXPECT_THAT(WithCrl(parts, age, absl::Hours(24) - absl::Seconds(1)),
              ElementsAre(At("CRL_VALIDITY", kRootCrl)));
  EXPECT_THAT(WithCrl(parts, age, absl::Hours(27) + absl::Seconds(1)),
              ElementsAre(At("CRL_VALIDITY", kRootCrl)));
  parts.rules->mutable_crl_validity_max()->set_seconds(30 * 3600);
  EXPECT_THAT(WithCrl(parts, age, absl::Hours(28)), IsEmpty());
  parts.rules.reset();
  EXPECT_THAT(Failures(parts),
              ElementsAre(At("CRL_VALIDITY", kRootCrl),
                          At("CRL_ISSUE_INTERVAL", kRootCrl),
                          "CRL_VALIDITY http://xa.example/issuing.crl",
                          "CRL_ISSUE_INTERVAL http://xa.example/issuing.crl"));
}

// Law: REG-06.
TEST(AdmissionStatusTest, ACrlIsIssuedDaily) {
  AdmissionCase parts;
  const absl::Duration day = absl::Hours(24) + absl::Minutes(1);
  EXPECT_THAT(WithCrl(parts, day, absl::Hours(25)), IsEmpty());
  EXPECT_THAT(WithCrl(parts, day + absl::Seconds(1), absl::Hours(25)),
              ElementsAre(At("CRL_ISSUE_INTERVAL", kRootCrl)));
}

TEST(AdmissionStatusTest, ACrlIsOfNow) {
  AdmissionCase parts;
  EXPECT_THAT(WithCrl(parts, absl::Minutes(-1), absl::Hours(25)), IsEmpty());
  EXPECT_THAT(WithCrl(parts, absl::Seconds(-61), absl::Hours(25)),
              ElementsAre(At("CRL_CURRENT", kRootCrl)));
  EXPECT_THAT(WithCrl(parts, absl::Hours(24), absl::Hours(24)),
              ElementsAre(At("CRL_CURRENT", kRootCrl)));
  TestCrlSpec open;
  open.this_update = parts.now;
  parts.crls[0].der = MakeTestCrl(open, parts.root);
  EXPECT_THAT(Failures(parts), ElementsAre(At("CRL_VALIDITY", kRootCrl),
                                           At("CRL_CURRENT", kRootCrl)));
}

// Law: CRT-20.
TEST(AdmissionStatusTest, WantsEveryRegisteredCrl) {
  AdmissionCase parts;
  parts.crls[0].der = MakeError(absl::StatusCode::kUnavailable,
                                v1::ERROR_REASON_FETCH_FAILED, "no answer");
  EXPECT_EQ(Failures(parts), AllCrlChecks(kRootCrl));
  parts.crls[0].der = "<html>";
  EXPECT_EQ(Failures(parts), AllCrlChecks(kRootCrl));
  parts.crls.erase(parts.crls.begin());
  EXPECT_EQ(Failures(parts), AllCrlChecks(kRootCrl));
  parts.authority().mutable_services(0)->mutable_revocation()->DeleteSubrange(
      0, 1);
  EXPECT_EQ(Failures(parts), AllCrlChecks("services/xa-sign/anchors/0"));
}

TEST(AdmissionStatusTest, TheIssuerSignsItsCrl) {
  AdmissionCase parts;
  TestIdentity impostor = parts.root;
  impostor.key = parts.issuing.key;
  const absl::Time issued = parts.now - absl::Hours(1);
  parts.crls[0].der = AdmissionCrl(impostor, issued, absl::Hours(25));
  EXPECT_THAT(Failures(parts), ElementsAre(At("CRL_SIGNATURE", kRootCrl)));
  parts.crls[0].der = AdmissionCrl(parts.issuing, issued, absl::Hours(25));
  EXPECT_THAT(Failures(parts), ElementsAre(At("CRL_SIGNATURE", kRootCrl)));
  TestCrlSpec delta;
  delta.this_update = issued;
  delta.next_update = issued + absl::Hours(25);
  delta.extensions = {MakeTestExtension("2.5.29.27", "critical,DER:020101")};
  parts.crls[0].der = MakeTestCrl(delta, parts.root);
  EXPECT_THAT(Failures(parts), ElementsAre(At("CRL_SIGNATURE", kRootCrl)));
}

// Law: CRT-21.
TEST(AdmissionStatusTest, AnOcspServiceKnowsItsCertificates) {
  AdmissionCase parts;
  TestOcspSpec spec = GoodAnswer(parts);
  EXPECT_THAT(WithAnswer(parts, spec, parts.issuing), IsEmpty());
  spec.answers[0].status = TestOcspStatus::kUnknown;
  EXPECT_THAT(WithAnswer(parts, spec, parts.issuing),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
  spec = GoodAnswer(parts);
  spec.answers[0].serial_hex = "7f";
  EXPECT_THAT(WithAnswer(parts, spec, parts.issuing),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
}

TEST(AdmissionStatusTest, AnOcspAnswerIsVerified) {
  AdmissionCase parts;
  TestOcspSpec spec = GoodAnswer(parts);
  EXPECT_THAT(WithAnswer(parts, spec, parts.root),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
  TestIdentity impostor = parts.issuing;
  impostor.key = parts.root.key;
  EXPECT_THAT(WithAnswer(parts, spec, impostor),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
  spec.nonce = "another nonce";
  EXPECT_THAT(WithAnswer(parts, spec, parts.issuing),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
  spec = GoodAnswer(parts);
  spec.answers[0].next_update = parts.now - absl::Seconds(1);
  EXPECT_THAT(WithAnswer(parts, spec, parts.issuing),
              ElementsAre(At("OCSP_ANSWER", kOcsp)));
  parts.ocsp[0].der = MakeTestOcspError(3);
  EXPECT_THAT(Failures(parts), ElementsAre(At("OCSP_ANSWER", kOcsp)));
  parts.ocsp.clear();
  EXPECT_THAT(Failures(parts), ElementsAre(At("OCSP_ANSWER", kOcsp)));
}

TEST(AdmissionTimestampsTest, ATsaAnswersWhatWasSent) {
  constexpr char kFailed[] = "TIMESTAMP_ANSWER services/xa-time";
  AdmissionCase parts;
  const FetchedTimestamp good = parts.timestamps[0];
  FetchedTimestamp& sent = parts.timestamps[0];
  sent.stamped = "another";
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  sent = good;
  sent.nonce = std::string("\x01\x03", 2);
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  sent = good;
  sent.response =
      AdmissionTimestamp(good, parts.tsa, parts.now + absl::Seconds(61));
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  sent.response =
      AdmissionTimestamp(good, parts.tsa, parts.now - absl::Minutes(6));
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  sent.response =
      test_der::Sequence({test_der::Sequence({test_der::Integer(2)})});
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  sent.response = "no response";
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  parts.timestamps.clear();
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
}

// Law: VER-06.
TEST(AdmissionTimestampsTest, OnlyTheServicesOwnKeyStamps) {
  constexpr char kFailed[] = "TIMESTAMP_ANSWER services/xa-time";
  AdmissionCase parts;
  TestCertificateSpec spec;
  spec.subject = "CN=Stranger";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = parts.now - absl::Hours(1);
  spec.not_after = parts.now + absl::Hours(1);
  spec.extensions = TestTsaExtensions();
  parts.timestamps[0].response = AdmissionTimestamp(
      parts.timestamps[0], SelfSignTestCertificate(spec), parts.now);
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
  // One that an anchor of the service issued will do.
  parts.authority().mutable_services(1)->add_anchors(parts.root.certificate);
  parts.timestamps[0].response = AdmissionTimestamp(
      parts.timestamps[0], IssueTestCertificate(spec, parts.root), parts.now);
  EXPECT_THAT(TimestampFailures(parts), IsEmpty());
  // Not without the purpose.
  spec.extensions = TestSignerExtensions();
  parts.timestamps[0].response = AdmissionTimestamp(
      parts.timestamps[0], IssueTestCertificate(spec, parts.root), parts.now);
  EXPECT_THAT(TimestampFailures(parts), ElementsAre(kFailed));
}

}  // namespace
}  // namespace kepil

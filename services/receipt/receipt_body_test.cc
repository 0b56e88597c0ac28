#include "services/receipt/receipt_body.h"

#include <algorithm>

#include "engine/pki/crl.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/revocation_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

Finding SampleFinding() {
  Finding finding;
  finding.block = v1::BUILDING_BLOCK_X509_VALIDATION;
  finding.constraint = v1::CONSTRAINT_NOT_REVOKED;
  finding.level = v1::LEVEL_FAIL;
  finding.outcome = v1::CHECK_OUTCOME_FAILED;
  finding.subject = Sha256("certificate");
  finding.reason = v1::FINDING_REASON_CERTIFICATE_REVOKED;
  finding.time = TestReceiptTime() - absl::Seconds(1) + absl::Nanoseconds(7);
  return finding;
}

v1::ReceiptBody BodyOf(std::vector<v1::SubIndication> signatures) {
  v1::ReceiptBody body;
  for (const v1::SubIndication sub : signatures) {
    v1::Conclusion& conclusion = *body.add_signatures()->mutable_conclusion();
    conclusion.set_indication(sub == v1::SUB_INDICATION_NONE
                                  ? v1::INDICATION_TOTAL_PASSED
                                  : v1::INDICATION_INDETERMINATE);
    conclusion.set_sub_indication(sub);
  }
  return body;
}

EvidenceSet SampleEvidence() {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  TestCrlSpec spec;
  spec.this_update = TestReceiptTime();
  EvidenceSet evidence;
  evidence.certificates = {authority.anchor, authority.identity.certificate};
  for (int number : {1, 2}) {
    spec.number = number;
    auto crl = Crl::FromDer(MakeTestCrl(spec, authority.root));
    EXPECT_THAT(crl, IsOk());
    evidence.revocation.push_back(
        {*crl, EvidenceOrigin::kSignature, TestReceiptTime()});
    evidence.revocation.push_back({*crl, EvidenceOrigin::kQuery,
                                   TestReceiptTime() + absl::Nanoseconds(3)});
  }
  Finding other = SampleFinding();
  other.reason = v1::FINDING_REASON_FETCH_FAILED;
  evidence.acquisition_failures = {SampleFinding(), other};
  return evidence;
}

TEST(ReceiptBodyTest, FindingSurvivesTheWayThereAndBack) {
  const v1::Finding message = FindingToMessage(SampleFinding());
  const auto back = FindingFromMessage(message);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->subject, Sha256("certificate"));
  EXPECT_EQ(back->time, SampleFinding().time);
  EXPECT_EQ(FindingToMessage(*back).SerializeAsString(),
            message.SerializeAsString());
}

TEST(ReceiptBodyTest, FindingWithoutSubjectAndTimeStaysSo) {
  Finding finding = SampleFinding();
  finding.subject = Digest();
  finding.time = std::nullopt;
  const v1::Finding message = FindingToMessage(finding);
  EXPECT_EQ(message.subject(), "");
  EXPECT_FALSE(message.has_time());
  const auto back = FindingFromMessage(message);
  ASSERT_THAT(back, IsOk());
  EXPECT_TRUE(back->subject.is_zero());
  EXPECT_EQ(back->time, std::nullopt);
}

TEST(ReceiptBodyTest, RefusesMalformedFindings) {
  v1::Finding subject = FindingToMessage(SampleFinding());
  subject.set_subject("short");
  EXPECT_THAT(FindingFromMessage(subject),
              StatusIs(absl::StatusCode::kInvalidArgument));
  v1::Finding number = FindingToMessage(SampleFinding());
  number.set_reason(static_cast<v1::FindingReason>(9999));
  EXPECT_THAT(FindingFromMessage(number),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::Finding time = FindingToMessage(SampleFinding());
  time.mutable_time()->set_nanos(-1);
  EXPECT_THAT(FindingFromMessage(time),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ReceiptBodyTest, ConclusionIsWrittenFieldByField) {
  const TestReceiptAuthority authority = MakeTestReceiptAuthority();
  Conclusion conclusion;
  conclusion.indication = v1::INDICATION_INDETERMINATE;
  conclusion.sub_indication = v1::SUB_INDICATION_REVOKED_NO_POE;
  conclusion.control_time = TestReceiptTime();
  conclusion.best_signature_time = TestReceiptTime() - absl::Hours(1);
  conclusion.best_time_proof = v1::TIME_PROOF_CONTROL_TIME;
  conclusion.path = CertificatePath{{authority.identity.certificate},
                                    {authority.anchor, "xa-ca"}};
  conclusion.findings = {SampleFinding()};
  const v1::Conclusion message = ConclusionToMessage(conclusion);
  EXPECT_EQ(message.indication(), v1::INDICATION_INDETERMINATE);
  EXPECT_EQ(message.sub_indication(), v1::SUB_INDICATION_REVOKED_NO_POE);
  EXPECT_EQ(message.control_time().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()));
  EXPECT_EQ(message.best_signature_time().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()) - 3600);
  EXPECT_EQ(message.best_time_proof(), v1::TIME_PROOF_CONTROL_TIME);
  EXPECT_THAT(
      message.path(),
      ElementsAre(
          std::string(authority.identity.certificate->fingerprint().bytes()),
          std::string(authority.anchor->fingerprint().bytes())));
  EXPECT_EQ(message.anchor_service_id(), "xa-ca");
  EXPECT_EQ(message.findings_size(), 1);
  EXPECT_THAT(message.reasons(),
              ElementsAre(v1::FINDING_REASON_CERTIFICATE_REVOKED));
}

TEST(ReceiptBodyTest, EqualSetsGiveEqualManifests) {
  EvidenceSet evidence = SampleEvidence();
  const std::string before =
      ManifestOf(evidence, TestReceiptTime()).SerializeAsString();
  std::reverse(evidence.certificates.begin(), evidence.certificates.end());
  std::reverse(evidence.revocation.begin(), evidence.revocation.end());
  std::reverse(evidence.acquisition_failures.begin(),
               evidence.acquisition_failures.end());
  evidence.certificates.push_back(evidence.certificates.front());
  evidence.revocation.push_back(evidence.revocation.front());
  evidence.acquisition_failures.push_back(
      evidence.acquisition_failures.front());
  EXPECT_EQ(ManifestOf(evidence, TestReceiptTime()).SerializeAsString(),
            before);
}

TEST(ReceiptBodyTest, ManifestNamesEverythingInOrder) {
  const EvidenceSet evidence = SampleEvidence();
  const v1::EvidenceManifest manifest = ManifestOf(evidence, TestReceiptTime());
  ASSERT_EQ(manifest.items_size(), 6);
  EXPECT_EQ(manifest.items(0).kind(), v1::EVIDENCE_KIND_CERTIFICATE);
  EXPECT_LT(manifest.items(0).sha256(), manifest.items(1).sha256());
  EXPECT_EQ(manifest.items(2).kind(), v1::EVIDENCE_KIND_CRL);
  EXPECT_EQ(manifest.items(2).source(), v1::EVIDENCE_SOURCE_SIGNATURE);
  EXPECT_EQ(manifest.items(3).source(), v1::EVIDENCE_SOURCE_QUERY);
  EXPECT_EQ(manifest.items(2).sha256(), manifest.items(3).sha256());
  EXPECT_EQ(manifest.items(3).obtained_at().nanos(), 3);
  EXPECT_EQ(manifest.acquisition_failures_size(), 2);
  EXPECT_EQ(manifest.control_time().seconds(),
            absl::ToUnixSeconds(TestReceiptTime()));
}

TEST(ReceiptBodyTest, VerdictIsAboutTheVerdictAlone) {
  v1::ReceiptBody body = BodyOf({v1::SUB_INDICATION_NONE});
  body.mutable_policy()->set_oid("1.2.3");
  const std::string verdict = VerdictBytes(body);
  body.set_serial(9);
  body.set_salt("salt");
  body.set_caller("someone");
  EXPECT_EQ(VerdictBytes(body), verdict);
  body.mutable_policy()->set_oid("1.2.4");
  EXPECT_NE(VerdictBytes(body), verdict);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      VerdictPart(VerdictPart(body)), VerdictPart(body)));
}

TEST(ReceiptBodyTest, WholeReceiptIsAsGoodAsItsWorstSignature) {
  const auto passed = v1::SUB_INDICATION_NONE;
  const auto later = v1::SUB_INDICATION_TRY_LATER;
  const auto revoked = v1::SUB_INDICATION_REVOKED_NO_POE;
  EXPECT_EQ(OutcomeOf(BodyOf({passed, passed})), Outcome::kValid);
  EXPECT_EQ(OutcomeOf(BodyOf({passed, later})), Outcome::kNoVerdict);
  EXPECT_EQ(OutcomeOf(BodyOf({later, revoked})), Outcome::kNotValid);
  EXPECT_EQ(OutcomeOf(BodyOf({revoked, passed})), Outcome::kNotValid);
  EXPECT_EQ(OutcomeOf(BodyOf({})), Outcome::kNoVerdict);
}

TEST(ConclusionMessageTest, SaysWhatEachTimestampCameTo) {
  Conclusion conclusion;
  conclusion.control_time = TestReceiptTime();
  conclusion.best_signature_time = TestReceiptTime() - absl::Hours(1);
  conclusion.best_time_proof = v1::TIME_PROOF_SIGNATURE_TIMESTAMP;
  TimestampConclusion valid, unreadable;
  valid.kind = v1::TIMESTAMP_KIND_SIGNATURE;
  valid.token = Sha256("token");
  valid.gen_time = conclusion.best_signature_time;
  valid.indication = v1::INDICATION_TOTAL_PASSED;
  valid.path.emplace();
  valid.path->anchor = {MakeTestReceiptAuthority().anchor, "tsa"};
  unreadable.kind = v1::TIMESTAMP_KIND_CONTENT;
  unreadable.indication = v1::INDICATION_TOTAL_FAILED;
  unreadable.sub_indication = v1::SUB_INDICATION_FORMAT_FAILURE;
  unreadable.findings = {SampleFinding()};
  conclusion.timestamps = {unreadable, valid};
  const v1::Conclusion message = ConclusionToMessage(conclusion);
  EXPECT_EQ(message.best_time_proof(), v1::TIME_PROOF_SIGNATURE_TIMESTAMP);
  ASSERT_EQ(message.timestamps_size(), 2);
  EXPECT_EQ(message.timestamps(0).sub_indication(),
            v1::SUB_INDICATION_FORMAT_FAILURE);
  EXPECT_FALSE(message.timestamps(0).has_gen_time());
  EXPECT_EQ(message.timestamps(0).findings_size(), 1);
  const v1::TimestampConclusion& said = message.timestamps(1);
  EXPECT_EQ(said.kind(), v1::TIMESTAMP_KIND_SIGNATURE);
  EXPECT_EQ(said.token_sha256(), Sha256("token").bytes());
  EXPECT_EQ(said.gen_time().seconds(),
            absl::ToUnixSeconds(conclusion.best_signature_time));
  EXPECT_EQ(said.indication(), v1::INDICATION_TOTAL_PASSED);
  EXPECT_EQ(said.anchor_service_id(), "tsa");
  EXPECT_EQ(said.path_size(), 1);
  // What is wrong with a time-stamp is no reason of the signature's verdict.
  EXPECT_TRUE(message.reasons().empty());
}

}  // namespace
}  // namespace kepil

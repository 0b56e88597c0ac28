#include "trustlist/application.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ApplicationStep kStep = {"aigul", absl::FromUnixSeconds(1'000'000)};

v1::ApplicationContent Content() {
  v1::ApplicationContent content;
  v1::Authority& authority = *content.mutable_authority();
  authority.set_id("xa");
  authority.set_legal_name("Xalandia Trust");
  authority.set_country("XA");
  v1::TrustService& service = *authority.add_services();
  service.set_id("xa-sign");
  service.set_tsa_url("http://xa.example/tsa");
  v1::IssuerRevocationSources& sources = *service.add_revocation();
  sources.add_sources()->set_crl_url("http://xa.example/crl");
  sources.add_sources()->set_crl_url("http://xa.example/crl");
  sources.mutable_sources(1)->set_ocsp_url("http://xa.example/ocsp");
  return content;
}

v1::Application Entered() {
  return EnterApplication(Content(), std::string(16, '\1'), kStep).value();
}

v1::AdmissionReport Report(bool admissible) {
  v1::AdmissionReport report;
  report.mutable_at()->set_seconds(1'000'000);
  report.set_admissible(admissible);
  v1::AdmissionFinding& passed = *report.add_findings();
  passed.set_check(v1::ADMISSION_CHECK_RECORD);
  passed.set_outcome(v1::ADMISSION_OUTCOME_PASSED);
  if (!admissible) {
    for (const v1::AdmissionCheck check :
         {v1::ADMISSION_CHECK_POSSESSION, v1::ADMISSION_CHECK_CRL_VALIDITY}) {
      v1::AdmissionFinding& failed = *report.add_findings();
      failed.set_check(check);
      failed.set_outcome(v1::ADMISSION_OUTCOME_FAILED);
      failed.set_detail("because");
    }
  }
  return report;
}

v1::Application Checked(bool admissible) {
  return TakeReport(BeginReview(Entered(), {}).value(), Report(admissible))
      .value();
}

RefusalTerms Terms() { return {"", "Appeal to the court.", "urn:rules", "x"}; }

v1::AddDocumentRequest Document(const std::string& content) {
  v1::AddDocumentRequest request;
  request.set_type(v1::REGISTRATION_DOCUMENT_AUDIT_REPORT);
  request.set_name("audit.pdf");
  request.set_content(content);
  return request;
}

TEST(ApplicationTest, EntersWithIdAndTime) {
  const v1::Application application = Entered();
  EXPECT_EQ(application.application_id(), "01010101010101010101010101010101");
  EXPECT_EQ(application.state(), v1::APPLICATION_STATE_SUBMITTED);
  EXPECT_EQ(application.submitted_at().seconds(), 1'000'000);
  EXPECT_EQ(application.submitted_by(), "aigul");
  EXPECT_EQ(application.revision(), 1);
  EXPECT_THAT(AddressesOf(application.content()),
              ElementsAre("http://xa.example/tsa", "http://xa.example/crl",
                          "http://xa.example/ocsp"));
}

TEST(ApplicationTest, TheRegistrysFieldsAreNotTheApplicants) {
  v1::ApplicationContent content = Content();
  content.mutable_authority()->set_decision("1");
  EXPECT_THAT(EnterApplication(content, "", kStep),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  content = Content();
  content.mutable_authority()->mutable_services(0)->add_history();
  EXPECT_THAT(EnterApplication(content, "", kStep),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  content = Content();
  content.clear_authority();
  EXPECT_THAT(EnterApplication(content, "", kStep),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  content = Content();
  for (int i = 0; i < 257; ++i) {
    content.mutable_authority()->mutable_services(0)->add_anchors("x");
  }
  EXPECT_THAT(EnterApplication(content, "", kStep),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ApplicationTest, DocumentsAreBoundedAndNamedByDigest) {
  const auto with = AddDocument(Entered(), Document("octets"), kStep);
  ASSERT_THAT(with, IsOk());
  ASSERT_EQ(with->documents_size(), 1);
  EXPECT_EQ(with->documents(0).sha256(), Sha256("octets").bytes());
  EXPECT_EQ(with->documents(0).size(), 6);
  EXPECT_EQ(with->revision(), 2);
  EXPECT_THAT(
      AddDocument(Entered(),
                  Document(std::string(kMaxApplicationDocument + 1, 'x')),
                  kStep),
      HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
  EXPECT_THAT(AddDocument(Entered(), Document(""), kStep),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::Application full = Entered();
  for (int i = 0; i < kMaxApplicationDocuments; ++i) {
    full.add_documents();
  }
  EXPECT_THAT(AddDocument(full, Document("x"), kStep),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(ApplicationTest, ANewDocumentMakesTheReportAnOldOne) {
  const auto with = AddDocument(Checked(true), Document("x"), kStep);
  ASSERT_THAT(with, IsOk());
  EXPECT_EQ(with->state(), v1::APPLICATION_STATE_SUBMITTED);
  EXPECT_FALSE(with->has_report());
  EXPECT_THAT(RecordToAdmit(*with, "1", kStep.now, absl::Hours(1)),
              HasReason(v1::ERROR_REASON_APPLICATION_NOT_CHECKED));
}

TEST(ApplicationTest, OnlyItsOwnAddressesAreApproved) {
  const auto review = BeginReview(Entered(), {"http://xa.example/crl"});
  ASSERT_THAT(review, IsOk());
  EXPECT_EQ(review->state(), v1::APPLICATION_STATE_UNDER_REVIEW);
  EXPECT_THAT(review->approved_addresses(),
              ElementsAre("http://xa.example/crl"));
  EXPECT_THAT(BeginReview(Entered(), {"http://127.0.0.1/"}),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: REG-06.
TEST(ApplicationTest, AdmitsWhatWasCheckedWithADecision) {
  const v1::Application good = Checked(true);
  const auto record =
      RecordToAdmit(good, "12 of 2026", kStep.now, absl::Hours(24));
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->id(), "xa");
  EXPECT_EQ(record->decision(), "12 of 2026");
  EXPECT_THAT(RecordToAdmit(good, "", kStep.now, absl::Hours(24)),
              HasReason(v1::ERROR_REASON_DECISION_MISSING));
  EXPECT_THAT(RecordToAdmit(Entered(), "1", kStep.now, absl::Hours(24)),
              HasReason(v1::ERROR_REASON_APPLICATION_NOT_CHECKED));
  EXPECT_THAT(
      RecordToAdmit(good, "1", kStep.now + absl::Hours(24), absl::Hours(24)),
      IsOk());
  EXPECT_THAT(
      RecordToAdmit(good, "1", kStep.now + absl::Hours(24) + absl::Seconds(1),
                    absl::Hours(24)),
      HasReason(v1::ERROR_REASON_APPLICATION_NOT_CHECKED));
}

// Law: REG-15.
TEST(ApplicationTest, DoesNotAdmitWhatFailed) {
  EXPECT_THAT(RecordToAdmit(Checked(false), "1", kStep.now, absl::Hours(24)),
              HasReason(v1::ERROR_REASON_ADMISSION_CHECK_FAILED));
}

// Law: REG-15.
TEST(ApplicationTest, ARefusalHasEveryGroundAndHowToAppeal) {
  RefusalTerms terms = Terms();
  terms.other_ground = "Sanctions of the court.";
  const auto made = MakeRefusal(Checked(false), terms, kStep);
  ASSERT_THAT(made, IsOk());
  v1::ApplicationRefusal refusal;
  ASSERT_TRUE(refusal.ParseFromString(made->refusal()));
  ASSERT_EQ(refusal.grounds_size(), 2);
  EXPECT_EQ(refusal.grounds(0).check(), v1::ADMISSION_CHECK_POSSESSION);
  EXPECT_EQ(refusal.grounds(1).check(), v1::ADMISSION_CHECK_CRL_VALIDITY);
  EXPECT_EQ(refusal.grounds(1).detail(), "because");
  EXPECT_EQ(refusal.other_ground(), "Sanctions of the court.");
  EXPECT_EQ(refusal.appeal_info(), "Appeal to the court.");
  EXPECT_EQ(refusal.officer(), "aigul");
  EXPECT_EQ(refusal.application_id(), std::string(16, '\1'));
  EXPECT_EQ(made->state(), v1::APPLICATION_STATE_CHECKED);
}

// Law: REG-15.
TEST(ApplicationTest, NoRefusalWithoutGroundsOrAppeal) {
  EXPECT_THAT(MakeRefusal(Checked(true), Terms(), kStep),
              HasReason(v1::ERROR_REASON_REFUSAL_WITHOUT_GROUNDS));
  RefusalTerms terms = Terms();
  terms.appeal_info.clear();
  EXPECT_THAT(MakeRefusal(Checked(false), terms, kStep),
              HasReason(v1::ERROR_REASON_APPEAL_INFO_MISSING));
  EXPECT_THAT(MakeRefusal(Entered(), Terms(), kStep),
              HasReason(v1::ERROR_REASON_APPLICATION_NOT_CHECKED));
}

// Law: REG-14.
TEST(ApplicationTest, TheOfficerWhoMadeARefusalSignsIt) {
  const v1::Application made =
      MakeRefusal(Checked(false), Terms(), kStep).value();
  EXPECT_THAT(Refuse(Checked(false), "cms", kStep),
              HasReason(v1::ERROR_REASON_REFUSAL_NOT_PROPOSED));
  EXPECT_THAT(Refuse(made, "cms", {"daniyar", kStep.now}),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
  const auto refused = Refuse(made, "cms", kStep);
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(refused->state(), v1::APPLICATION_STATE_REFUSED);
  EXPECT_EQ(refused->refusal(), made.refusal());
  EXPECT_EQ(refused->refusal_signature(), "cms");
  EXPECT_EQ(refused->decided_by(), "aigul");
}

// Law: REG-10.
TEST(ApplicationTest, NothingLeadsOutOfAnEndedApplication) {
  const v1::Application made =
      MakeRefusal(Checked(false), Terms(), kStep).value();
  v1::Application ended = Refuse(made, "cms", kStep).value();
  for (const auto& [state, reason] :
       {std::make_pair(v1::APPLICATION_STATE_REFUSED,
                       v1::ERROR_REASON_APPLICATION_DECIDED),
        std::make_pair(v1::APPLICATION_STATE_APPROVED,
                       v1::ERROR_REASON_APPLICATION_DECIDED),
        std::make_pair(v1::APPLICATION_STATE_PROPOSED,
                       v1::ERROR_REASON_APPLICATION_PROPOSED)}) {
    ended.set_state(state);
    EXPECT_THAT(AddDocument(ended, Document("x"), kStep), HasReason(reason));
    EXPECT_THAT(BeginReview(ended, {}), HasReason(reason));
    EXPECT_THAT(TakeReport(ended, Report(true)), HasReason(reason));
    EXPECT_THAT(RecordToAdmit(ended, "1", kStep.now, absl::Hours(1)),
                HasReason(reason));
    EXPECT_THAT(ProposedAs(ended, "00"), HasReason(reason));
    EXPECT_THAT(MakeRefusal(ended, Terms(), kStep), HasReason(reason));
    EXPECT_THAT(Refuse(ended, "cms", kStep), HasReason(reason));
  }
}

TEST(ApplicationTest, AProposalNamesItsChange) {
  const auto proposed = ProposedAs(Checked(true), "0a0b");
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->state(), v1::APPLICATION_STATE_PROPOSED);
  EXPECT_EQ(proposed->change_id(), "0a0b");
}

}  // namespace
}  // namespace kepil

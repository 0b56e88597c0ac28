#include "services/gateway/application_flow.h"

#include <memory>
#include <string>

#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/registration_flow.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "tests/support/admission_fixture.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_fetcher.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/memory_application_store.h"
#include "tests/support/memory_evidence_store.h"
#include "tests/support/memory_registry_store.h"
#include "tests/support/request_builder.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kAgreement[] = "the agreement";

// A house in which the registrar has entered the fixture's application.
class ApplicationFlowTest : public testing::Test {
 protected:
  ApplicationFlowTest()
      : gatherer_({clock_, fetcher_, gate_, certificates_,
                   [](size_t size) { return std::string(size, 'n'); }},
                  AdmissionGatherer::Options()) {
    auto opened = Registry::Open(
        {clock_, store_, certificates_, publisher_,
         [this](int size) {
           return std::string(static_cast<size_t>(size), next_random_++);
         }},
        Registry::Options(),
        {{registrar_.record, approver_.record},
         {TestCrossBorderRule(), TestOfficerRule()}});
    KEPIL_CHECK(opened.ok());
    registry_ = *std::move(opened);
    auto legal = LegalRules::Compile(TestRulesMessage().SerializeAsString(),
                                     TestCalendarMessage().SerializeAsString());
    KEPIL_CHECK(legal.ok());
    legal_ = *legal;
    flow_ = std::make_unique<ApplicationFlow>(
        ApplicationFlow::Rooms{
            clock_, *registry_, publisher_, applications_, evidence_, gatherer_,
            certificates_, [this] { return rules_; }, [this] { return legal_; },
            [](int size) { return std::string(static_cast<size_t>(size), 7); }},
        ApplicationFlow::Options{kOfficerPolicy, kCrossBorderPolicy});
    registration_ = std::make_unique<RegistrationFlow>(RegistrationFlow::Rooms{
        clock_, *registry_, certificates_, [this] { return rules_; },
        kOfficerPolicy, [] { return absl::OkStatus(); }});
    fetcher_.SetBody("http://xa.example/root.crl", *parts_.crls[0].der);
    fetcher_.SetBody("http://xa.example/issuing.crl", *parts_.crls[1].der);
    fetcher_.SetBody("http://xa.example/ocsp", *parts_.ocsp[0].der);
  }

  void Enter() {
    // Without the TSA: its answers are shown by admission_status_test.
    v1::EnterApplicationRequest request;
    v1::ApplicationContent& content = *request.mutable_content();
    content = parts_.application.content();
    content.mutable_authority()->mutable_services()->RemoveLast();
    content.clear_treaty_id();
    v1::AgreementTerms& terms = *content.mutable_agreement();
    terms.set_reference("3 of 2025");
    *terms.mutable_in_force() = TestDate(2025, 1, 1);
    terms.set_document_sha256(std::string(Sha256(kAgreement).bytes()));
    const auto entered = flow_->Enter(request, registrar_.record);
    ASSERT_THAT(entered, IsOk());
    id_ = entered->application().application_id();
    clock_.Advance(absl::Minutes(1));
  }
  void AddAll() {
    Add(v1::REGISTRATION_DOCUMENT_AGREEMENT, kAgreement);
    Add(v1::REGISTRATION_DOCUMENT_POSSESSION_REQUEST,
        MakeTestRequestFor(parts_.root, id_));
  }
  void Add(v1::RegistrationDocument type, const std::string& content) {
    v1::AddDocumentRequest request;
    request.set_application_id(id_);
    request.set_type(type);
    request.set_name("document");
    request.set_content(content);
    ASSERT_THAT(flow_->Add(request, registrar_.record), IsOk());
  }
  absl::StatusOr<v1::CheckApplicationResponse> Check() {
    v1::CheckApplicationRequest request;
    request.set_application_id(id_);
    for (const char* name : {"root.crl", "issuing.crl", "ocsp"}) {
      request.add_approved_addresses(absl::StrCat("http://xa.example/", name));
    }
    return flow_->Check(request, registrar_.record,
                        clock_.Now() + absl::Seconds(30));
  }
  std::vector<std::string> CheckFailures() {
    const auto checked = Check();
    EXPECT_THAT(checked, IsOk());
    const auto& report = checked->application().report();
    return FailuresOf({report.findings().begin(), report.findings().end()});
  }
  absl::StatusOr<v1::ApproveApplicationResponse> Approve() {
    v1::ApproveApplicationRequest request;
    request.set_application_id(id_);
    request.set_decision("12 of 2026-01-01");
    return flow_->Approve(request, registrar_.record);
  }
  absl::StatusOr<v1::RefuseApplicationResponse> Refuse(
      const std::string& signature, const TestOfficer& officer,
      const std::string& ground = "") {
    v1::RefuseApplicationRequest request;
    request.set_application_id(id_);
    request.set_signature(signature);
    request.set_other_ground(ground);
    return flow_->Refuse(request, officer.record);
  }
  v1::ApplicationState State() {
    v1::GetApplicationRequest request;
    request.set_application_id(id_);
    const auto got = flow_->Get(request);
    EXPECT_THAT(got, IsOk());
    return got->application().state();
  }

  AdmissionCase parts_;
  FakeClock clock_;
  FakeFetcher fetcher_;
  FetchGate gate_{FetchGate::Options()};
  PlainCertificateReader certificates_;
  MemoryRegistryStore store_;
  MemoryApplicationStore applications_;
  MemoryEvidenceStore evidence_;
  SnapshotPublisher publisher_;
  TestOfficer registrar_ = MakeTestOfficer("registrar", "registration",
                                           v1::PRINCIPAL_ROLE_REGISTRAR);
  TestOfficer approver_ =
      MakeTestOfficer("approver", "supervision", v1::PRINCIPAL_ROLE_APPROVER);
  std::shared_ptr<const RuleLibrary> rules_ = MakeTestRules();
  LegalRulesRef legal_;
  char next_random_ = 'a';
  std::unique_ptr<Registry> registry_;
  AdmissionGatherer gatherer_;
  std::unique_ptr<ApplicationFlow> flow_;
  std::unique_ptr<RegistrationFlow> registration_;
  std::string id_;
};

// Law: REG-02, REG-06, REG-14, REG-21.
TEST_F(ApplicationFlowTest, AGoodApplicationEndsInAnActiveRegistration) {
  Enter();
  AddAll();
  EXPECT_TRUE(CheckFailures().empty());
  const auto proposed = Approve();
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(State(), v1::APPLICATION_STATE_PROPOSED);
  EXPECT_EQ(registry_->image()->authorities_size(), 0);
  v1::ApproveChangeRequest request;
  request.set_change_id(proposed->change_id());
  request.set_signature(approver_.Sign(proposed->statement(), clock_.Now()));
  ASSERT_THAT(registration_->Approve(request, approver_.record), IsOk());
  EXPECT_EQ(State(), v1::APPLICATION_STATE_APPROVED);
  const auto image = registry_->image();
  ASSERT_EQ(image->authorities_size(), 1);
  EXPECT_EQ(image->authorities(0).id(), "xa");
  EXPECT_EQ(image->authorities(0).decision(), "12 of 2026-01-01");
  EXPECT_EQ(StatusOf(image->authorities(0).services(0), clock_.Now()),
            v1::SERVICE_STATUS_ACTIVE);
  EXPECT_THAT(Check(), HasReason(v1::ERROR_REASON_APPLICATION_DECIDED));
}

// Law: REG-15.
TEST_F(ApplicationFlowTest, ABadApplicationIsRefusedWithEveryGround) {
  Enter();
  Add(v1::REGISTRATION_DOCUMENT_AGREEMENT, kAgreement);
  Add(v1::REGISTRATION_DOCUMENT_POSSESSION_REQUEST,
      MakeTestRequestFor(parts_.root, std::string(32, '0')));
  fetcher_.SetBody("http://xa.example/root.crl",
                   AdmissionCrl(parts_.root, clock_.Now() - absl::Hours(1),
                                absl::Hours(48)));
  fetcher_.SetBody("http://xa.example/ocsp", "no answer");
  const std::vector<std::string> grounds = {
      "POSSESSION services/xa-sign/anchors/0",
      "CRL_VALIDITY http://xa.example/root.crl",
      "OCSP_ANSWER http://xa.example/ocsp"};
  EXPECT_EQ(CheckFailures(), grounds);
  EXPECT_THAT(Approve(), HasReason(v1::ERROR_REASON_ADMISSION_CHECK_FAILED));
  const auto made = Refuse("", registrar_);
  ASSERT_THAT(made, IsOk());
  v1::ApplicationRefusal refusal;
  ASSERT_TRUE(refusal.ParseFromString(made->refusal()));
  EXPECT_EQ(FailuresOf({refusal.grounds().begin(), refusal.grounds().end()}),
            grounds);
  EXPECT_EQ(refusal.appeal_info(),
            legal_->pack->message().registration().appeal_info());
  EXPECT_EQ(refusal.rule_pack(), "urn:kepil:rules:kz:1");
  const auto refused =
      Refuse(registrar_.Sign(made->refusal(), clock_.Now()), registrar_);
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(State(), v1::APPLICATION_STATE_REFUSED);
  EXPECT_EQ(registry_->image()->version(), 1);
  EXPECT_THAT(Approve(), HasReason(v1::ERROR_REASON_APPLICATION_DECIDED));
  EXPECT_THAT(Check(), HasReason(v1::ERROR_REASON_APPLICATION_DECIDED));
}

// Law: REG-14.
TEST_F(ApplicationFlowTest, OnlyTheOfficersOwnSignatureRefuses) {
  Enter();
  ASSERT_THAT(Check(), IsOk());
  EXPECT_THAT(Refuse("cms", registrar_),
              HasReason(v1::ERROR_REASON_REFUSAL_NOT_PROPOSED));
  const auto made = Refuse("", registrar_);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(Refuse(approver_.Sign(made->refusal(), clock_.Now()), registrar_),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
  EXPECT_THAT(Refuse(registrar_.Sign("other octets", clock_.Now()), registrar_),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_THAT(Refuse(approver_.Sign(made->refusal(), clock_.Now()), approver_),
              HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
  EXPECT_EQ(State(), v1::APPLICATION_STATE_CHECKED);
}

TEST_F(ApplicationFlowTest, AsksOnlyApprovedAddresses) {
  Enter();
  AddAll();
  v1::CheckApplicationRequest request;
  request.set_application_id(id_);
  const auto checked = flow_->Check(request, registrar_.record,
                                    clock_.Now() + absl::Seconds(30));
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(fetcher_.calls(), 0);
  EXPECT_FALSE(checked->application().report().admissible());
  request.add_approved_addresses("http://127.0.0.1/");
  EXPECT_THAT(flow_->Check(request, registrar_.record, clock_.Now()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST_F(ApplicationFlowTest, ARefusedOrExpiredChangeOpensItAgain) {
  Enter();
  AddAll();
  ASSERT_THAT(Check(), IsOk());
  ASSERT_THAT(Approve(), IsOk());
  EXPECT_THAT(Approve(), HasReason(v1::ERROR_REASON_APPLICATION_PROPOSED));
  EXPECT_THAT(Refuse("", registrar_, "other"),
              HasReason(v1::ERROR_REASON_APPLICATION_PROPOSED));
  clock_.Advance(absl::Hours(24 * 8));
  EXPECT_EQ(State(), v1::APPLICATION_STATE_CHECKED);
  EXPECT_THAT(Approve(), HasReason(v1::ERROR_REASON_APPLICATION_NOT_CHECKED));
}

// Law: REG-06, REG-15.
TEST_F(ApplicationFlowTest, NothingIsDecidedWithoutRules) {
  legal_ = nullptr;
  Enter();
  AddAll();
  EXPECT_THAT(CheckFailures(), testing::Contains("RULES_IN_FORCE "));
  EXPECT_THAT(Approve(), HasReason(v1::ERROR_REASON_ADMISSION_CHECK_FAILED));
  EXPECT_THAT(Refuse("", registrar_),
              HasReason(v1::ERROR_REASON_APPEAL_INFO_MISSING));
}

// Law: LOG-01.
TEST_F(ApplicationFlowTest, EveryActAndEveryAnswerIsOnRecord) {
  Enter();
  AddAll();
  const auto checked = Check();
  ASSERT_THAT(checked, IsOk());
  ASSERT_THAT(Approve(), IsOk());
  std::vector<int> kinds;
  for (const storage::v1::AuditEvent& event : applications_.audit()) {
    kinds.push_back(event.kind());
    EXPECT_EQ(event.principal(), "registrar");
    EXPECT_EQ(event.application_id(), std::string(16, 7));
  }
  EXPECT_THAT(kinds, ElementsAre(storage::v1::AUDIT_KIND_APPLICATION_ENTERED,
                                 storage::v1::AUDIT_KIND_APPLICATION_DOCUMENT,
                                 storage::v1::AUDIT_KIND_APPLICATION_DOCUMENT,
                                 storage::v1::AUDIT_KIND_APPLICATION_REVIEW,
                                 storage::v1::AUDIT_KIND_APPLICATION_CHECKED,
                                 storage::v1::AUDIT_KIND_APPLICATION_PROPOSED));
  const auto& report = checked->application().report();
  ASSERT_EQ(report.evidence_size(), 3);
  for (const std::string& digest : report.evidence()) {
    EXPECT_THAT(evidence_.Read(*Digest::FromBytes(digest)), IsOk());
  }
  EXPECT_EQ(report.rule_pack_sha256(), legal_->pack->digest().bytes());
  v1::GetDocumentRequest request;
  request.set_sha256(std::string(Sha256(kAgreement).bytes()));
  const auto document = flow_->GetDocument(request);
  ASSERT_THAT(document, IsOk());
  EXPECT_EQ(document->content(), kAgreement);
}

TEST_F(ApplicationFlowTest, ListsByState) {
  Enter();
  v1::ListApplicationsRequest request;
  request.set_state(v1::APPLICATION_STATE_REFUSED);
  EXPECT_EQ(flow_->List(request)->applications_size(), 0);
  request.set_state(v1::APPLICATION_STATE_SUBMITTED);
  const auto listed = flow_->List(request);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->applications_size(), 1);
  const v1::ApplicationContent& content = listed->applications(0).content();
  EXPECT_EQ(content.authority().id(), "xa");
  EXPECT_EQ(content.authority().services_size(), 0);
  v1::GetApplicationRequest unknown;
  unknown.set_application_id(std::string(32, 'f'));
  EXPECT_THAT(flow_->Get(unknown),
              HasReason(v1::ERROR_REASON_APPLICATION_UNKNOWN));
  unknown.set_application_id("../x");
  EXPECT_THAT(flow_->Get(unknown),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

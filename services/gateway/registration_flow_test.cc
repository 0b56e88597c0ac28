#include "services/gateway/registration_flow.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_registry_store.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAuthority[] = "xa-trust";
constexpr char kService[] = "xa-trust-ca";

struct House {
  FakeClock clock;
  PlainCertificateReader certificates;
  MemoryRegistryStore store;
  SnapshotPublisher publisher;
  TestOfficer registrar = MakeTestOfficer("registrar", "registration",
                                          v1::PRINCIPAL_ROLE_REGISTRAR);
  TestOfficer approver =
      MakeTestOfficer("approver", "supervision", v1::PRINCIPAL_ROLE_APPROVER);
  TestIdentity ca = SelfSignTestCertificate(
      TestActSpec("C=XA,CN=Xalandia CA", TestCaExtensions()));
  char next_random = 'a';
  int commits = 0;
  std::shared_ptr<const RuleLibrary> rules = MakeTestRules();
  std::unique_ptr<Registry> registry;
  std::unique_ptr<RegistrationFlow> flow;

  House() {
    auto opened = Registry::Open(
        {clock, store, certificates, publisher,
         [this](int size) {
           return std::string(static_cast<size_t>(size), next_random++);
         }},
        Registry::Options(),
        {{registrar.record, approver.record},
         {TestCrossBorderRule(), TestOfficerRule()}});
    KEPIL_CHECK(opened.ok());
    registry = *std::move(opened);
    flow = std::make_unique<RegistrationFlow>(RegistrationFlow::Rooms{
        clock, *registry, certificates, [this] { return rules; },
        kOfficerPolicy,
        [this] {
          ++commits;
          return absl::OkStatus();
        },
        RegistrationFlow::Admission::kWithoutApplication});
  }

  v1::ProposeChangeRequest Admission() const {
    v1::ProposeChangeRequest request;
    request.mutable_draft()->set_act(v1::ACT_APPROVE);
    v1::Authority& authority = *request.mutable_draft()->mutable_authority();
    authority.set_id(kAuthority);
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_legal_name("Xalandia Trust");
    authority.set_country("XA");
    authority.set_endpoint_country("XA");
    authority.set_decision("17 of 2025-12-01");
    v1::TrustService& service = *authority.add_services();
    service.set_id(kService);
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(ca.certificate);
    return request;
  }
  v1::ProposeChangeRequest Suspension() const {
    v1::ProposeChangeRequest request;
    request.mutable_draft()->set_act(v1::ACT_SUSPEND);
    v1::StatusChange& status = *request.mutable_draft()->mutable_status();
    status.set_authority_id(kAuthority);
    status.set_ground("order 5 of 2026-01-01");
    status.mutable_until()->set_seconds(
        absl::ToUnixSeconds(clock.Now() + absl::Hours(24)));
    return request;
  }

  v1::ProposeChangeResponse Propose(const v1::ProposeChangeRequest& request) {
    auto proposed = flow->Propose(request, registrar.record);
    EXPECT_THAT(proposed, IsOk());
    return proposed.ok() ? *std::move(proposed) : v1::ProposeChangeResponse();
  }
  absl::StatusOr<v1::ApproveChangeResponse> Approve(
      const std::string& change_id, const std::string& signature,
      const TestOfficer& officer) {
    v1::ApproveChangeRequest request;
    request.set_change_id(change_id);
    request.set_signature(signature);
    return flow->Approve(request, officer.record);
  }
  absl::StatusOr<v1::SuspendServiceResponse> Suspend(
      const v1::ProposeChangeResponse& change, const TestOfficer& officer) {
    v1::SuspendServiceRequest request;
    request.set_change_id(change.change_id());
    request.set_signature(officer.Sign(change.statement()));
    return flow->Suspend(request, officer.record);
  }
  absl::StatusOr<v1::RefuseChangeResponse> Refuse(const std::string& change_id,
                                                  const std::string& reason,
                                                  const std::string& signature,
                                                  const TestOfficer& officer) {
    v1::RefuseChangeRequest request;
    request.set_change_id(change_id);
    request.set_reason(reason);
    request.set_signature(signature);
    return flow->Refuse(request, officer.record);
  }
  void Admit() {
    const v1::ProposeChangeResponse change = Propose(Admission());
    EXPECT_THAT(Approve(change.change_id(), approver.Sign(change.statement()),
                        approver),
                IsOk());
  }
  v1::ServiceStatus Status() const {
    return StatusOf(registry->image()->authorities(0).services(0), clock.Now());
  }
  // Error reasons on record for acts that were refused.
  std::vector<std::string> Refused() const {
    std::vector<std::string> reasons;
    for (const AuditEvent& event : store.audit()) {
      if (event.kind() == storage::v1::AUDIT_KIND_REJECTED_ACT) {
        reasons.push_back(event.error_reason());
      }
    }
    return reasons;
  }
};

TEST(RegistrationFlowTest, AdmissionTakesEffectWithASecondOfficer) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_THAT(house.registry->image()->authorities(), IsEmpty());
  const auto proposed = house.flow->GetChange(change.change_id());
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->state(), v1::CHANGE_STATE_PROPOSED);
  EXPECT_EQ(proposed->statement(), change.statement());

  const auto approved =
      house.Approve(change.change_id(), house.approver.Sign(change.statement()),
                    house.approver);
  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->version(), 2);
  EXPECT_EQ(house.commits, 1);
  EXPECT_EQ(house.publisher.Current()->version(), 2);
  EXPECT_NE(house.publisher.Current()->FindService(kService), nullptr);
  const auto effective = house.flow->GetChange(change.change_id());
  ASSERT_THAT(effective, IsOk());
  EXPECT_EQ(effective->state(), v1::CHANGE_STATE_EFFECTIVE);
  EXPECT_EQ(effective->effective_version(), 2);
  EXPECT_EQ(effective->approver(), "approver");
  EXPECT_EQ(effective->decided_at().seconds(),
            absl::ToUnixSeconds(house.clock.Now()));
  EXPECT_THAT(house.Refused(), IsEmpty());
}

// Law: REG-06.
TEST(RegistrationFlowTest, AForeignCaComesByAnApplicationAlone) {
  House house;
  RegistrationFlow strict(
      RegistrationFlow::Rooms{house.clock, *house.registry, house.certificates,
                              [&] { return house.rules; }, kOfficerPolicy,
                              [] { return absl::OkStatus(); }});
  const std::string before = house.registry->image()->SerializeAsString();
  const size_t acts = house.store.audit().size();
  for (const v1::AuthorityKind kind :
       {v1::AUTHORITY_KIND_FOREIGN_CA, v1::AUTHORITY_KIND_FOREIGN_TTP}) {
    v1::ProposeChangeRequest request = house.Admission();
    request.mutable_draft()->mutable_authority()->set_kind(kind);
    EXPECT_THAT(strict.Propose(request, house.registrar.record),
                HasReason(v1::ERROR_REASON_APPLICATION_REQUIRED));
  }
  EXPECT_EQ(house.registry->image()->SerializeAsString(), before);
  EXPECT_EQ(house.store.audit().size(), acts);
  EXPECT_TRUE(house.store.ListChanges(10)->empty());
  // What is registered is amended, and ended, without one.
  house.Admit();
  EXPECT_THAT(strict.Propose(house.Suspension(), house.registrar.record),
              IsOk());
  v1::ProposeChangeRequest amendment;
  amendment.mutable_draft()->set_act(v1::ACT_APPROVE);
  *amendment.mutable_draft()->mutable_authority() =
      house.registry->image()->authorities(0);
  amendment.mutable_draft()->mutable_authority()->set_endpoint_country("XB");
  EXPECT_NE(
      ReasonOf(strict.Propose(amendment, house.registrar.record).status()),
      v1::ERROR_REASON_APPLICATION_REQUIRED);
}

// Law: REG-21.
TEST(RegistrationFlowTest, ProposerCannotApprove) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  const auto approved =
      house.Approve(change.change_id(),
                    house.registrar.Sign(change.statement()), house.registrar);
  EXPECT_THAT(approved, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(approved, HasReason(v1::ERROR_REASON_SAME_OFFICER));
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.commits, 0);
  EXPECT_THAT(house.Refused(),
              testing::ElementsAre("ERROR_REASON_SAME_OFFICER"));
}

TEST(RegistrationFlowTest, ApprovalIsUsedUpOnce) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  const std::string signature = house.approver.Sign(change.statement());
  ASSERT_THAT(house.Approve(change.change_id(), signature, house.approver),
              IsOk());
  EXPECT_THAT(house.Approve(change.change_id(), signature, house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(house.registry->image()->version(), 2);
  EXPECT_EQ(house.commits, 1);
}

TEST(RegistrationFlowTest, SignatureForOneChangeDoesNotServeAnother) {
  House house;
  const v1::ProposeChangeResponse first = house.Propose(house.Admission());
  const v1::ProposeChangeResponse second = house.Propose(house.Admission());
  EXPECT_NE(first.change_id(), second.change_id());
  EXPECT_THAT(
      house.Approve(second.change_id(), house.approver.Sign(first.statement()),
                    house.approver),
      HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  // Both were made at version 1; only one can be what follows it.
  ASSERT_THAT(
      house.Approve(first.change_id(), house.approver.Sign(first.statement()),
                    house.approver),
      IsOk());
  EXPECT_THAT(
      house.Approve(second.change_id(), house.approver.Sign(second.statement()),
                    house.approver),
      HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
}

// Law: REG-14.
TEST(RegistrationFlowTest, RejectedActIsOnRecord) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  const auto approved =
      house.Approve(change.change_id(),
                    house.registrar.Sign(change.statement()), house.approver);
  EXPECT_THAT(approved, HasReason(v1::ERROR_REASON_SIGNER_MISMATCH));
  const std::vector<AuditEvent> audit = house.store.audit();
  ASSERT_FALSE(audit.empty());
  EXPECT_EQ(audit.back().kind(), storage::v1::AUDIT_KIND_REJECTED_ACT);
  EXPECT_EQ(audit.back().principal(), "approver");
  EXPECT_EQ(absl::BytesToHexString(audit.back().change_id()),
            change.change_id());
  EXPECT_EQ(audit.back().error_reason(), "ERROR_REASON_SIGNER_MISMATCH");
}

TEST(RegistrationFlowTest, AnswersTheStoresErrorWhereNothingCanBeRecorded) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  house.store.FailWith(MakeError(absl::StatusCode::kUnavailable,
                                 v1::ERROR_REASON_STORE_DOWN, "disk"));
  EXPECT_THAT(house.Approve(change.change_id(), house.approver.Sign("other"),
                            house.approver),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
}

TEST(RegistrationFlowTest, OneOfficerSuspendsAndTwoAdmit) {
  House house;
  house.Admit();
  EXPECT_EQ(house.Status(), v1::SERVICE_STATUS_ACTIVE);
  const v1::ProposeChangeResponse change = house.Propose(house.Suspension());
  const auto suspended = house.Suspend(change, house.registrar);
  ASSERT_THAT(suspended, IsOk());
  EXPECT_EQ(suspended->version(), 3);
  EXPECT_EQ(house.commits, 2);
  EXPECT_EQ(house.Status(), v1::SERVICE_STATUS_SUSPENDED);
  EXPECT_EQ(house.store.audit().back().kind(),
            storage::v1::AUDIT_KIND_SUSPENDED);
}

TEST(RegistrationFlowTest, SuspensionIsNotApprovedAndAdmissionNotSuspended) {
  House house;
  const v1::ProposeChangeResponse admission = house.Propose(house.Admission());
  EXPECT_THAT(house.Suspend(admission, house.registrar),
              HasReason(v1::ERROR_REASON_CHANGE_STATE));
  EXPECT_EQ(house.registry->image()->version(), 1);
  ASSERT_THAT(
      house.Approve(admission.change_id(),
                    house.approver.Sign(admission.statement()), house.approver),
      IsOk());
  const v1::ProposeChangeResponse suspension =
      house.Propose(house.Suspension());
  EXPECT_THAT(house.Approve(suspension.change_id(),
                            house.approver.Sign(suspension.statement()),
                            house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_STATE));
  EXPECT_EQ(house.registry->image()->version(), 2);
  EXPECT_THAT(house.Refused(), SizeIs(2));
}

TEST(RegistrationFlowTest, SuspensionNeedsAGenuineSignatureToo) {
  House house;
  house.Admit();
  v1::ProposeChangeResponse change = house.Propose(house.Suspension());
  change.set_statement(change.statement() + "x");
  EXPECT_THAT(house.Suspend(change, house.registrar),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_EQ(house.Status(), v1::SERVICE_STATUS_ACTIVE);
}

TEST(RegistrationFlowTest, RefusalIsSignedAndFinal) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  const std::string& id = change.change_id();
  const auto proposed = house.Refuse(id, "no treaty", "", house.approver);
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->state(), v1::CHANGE_STATE_PROPOSED);
  v1::ChangeStatement statement;
  ASSERT_TRUE(statement.ParseFromString(proposed->statement()));
  EXPECT_EQ(statement.act(), v1::ACT_REFUSE);
  EXPECT_EQ(statement.reason(), "no treaty");
  // An approval is no refusal, and the other way round.
  EXPECT_THAT(house.Refuse(id, "", house.approver.Sign(change.statement()),
                           house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_THAT(house.Approve(id, house.approver.Sign(proposed->statement()),
                            house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  const auto refused = house.Refuse(
      id, "", house.approver.Sign(proposed->statement()), house.approver);
  ASSERT_THAT(refused, IsOk());
  EXPECT_EQ(refused->state(), v1::CHANGE_STATE_REFUSED);
  EXPECT_THAT(house.Approve(id, house.approver.Sign(change.statement()),
                            house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.flow->GetChange(id)->state(), v1::CHANGE_STATE_REFUSED);
  EXPECT_EQ(house.commits, 0);
}

// Law: REG-15.
TEST(RegistrationFlowTest, RefusalHasAReasonAndAStatement) {
  House house;
  const std::string id = house.Propose(house.Admission()).change_id();
  for (const std::string& reason : {std::string(), std::string(2049, 'r')}) {
    EXPECT_THAT(house.Refuse(id, reason, "", house.approver),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  EXPECT_THAT(
      house.Refuse(id, "", house.approver.Sign("nothing"), house.approver),
      HasReason(v1::ERROR_REASON_CHANGE_STATE));
}

TEST(RegistrationFlowTest, StatementExpires) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  house.clock.Advance(absl::Hours(24 * 7));
  EXPECT_EQ(house.flow->GetChange(change.change_id())->state(),
            v1::CHANGE_STATE_PROPOSED);
  house.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(house.flow->GetChange(change.change_id())->state(),
            v1::CHANGE_STATE_EXPIRED);
  EXPECT_THAT(
      house.Approve(change.change_id(), house.approver.Sign(change.statement()),
                    house.approver),
      HasReason(v1::ERROR_REASON_CHANGE_EXPIRED));
}

TEST(RegistrationFlowTest, ListsByState) {
  House house;
  const v1::ProposeChangeResponse first = house.Propose(house.Admission());
  const v1::ProposeChangeResponse second = house.Propose(house.Admission());
  ASSERT_THAT(
      house.Approve(first.change_id(), house.approver.Sign(first.statement()),
                    house.approver),
      IsOk());
  v1::ListChangesRequest request;
  const auto all = house.flow->ListChanges(request);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(all->changes(), SizeIs(2));
  EXPECT_EQ(all->changes(0).change_id(), second.change_id());
  request.set_state(v1::CHANGE_STATE_EFFECTIVE);
  const auto effective = house.flow->ListChanges(request);
  ASSERT_THAT(effective, IsOk());
  ASSERT_THAT(effective->changes(), SizeIs(1));
  EXPECT_EQ(effective->changes(0).change_id(), first.change_id());
}

TEST(RegistrationFlowTest, RefusesWhatIsNoChangeIdOrSignature) {
  House house;
  const v1::ProposeChangeResponse change = house.Propose(house.Admission());
  for (const char* id : {"", "00", "ZZ000000000000000000000000000000"}) {
    EXPECT_THAT(house.flow->GetChange(id),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  EXPECT_THAT(house.flow->GetChange(std::string(32, 'f')),
              HasReason(v1::ERROR_REASON_CHANGE_UNKNOWN));
  EXPECT_THAT(house.Approve(change.change_id(), "", house.approver),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(house.Approve(change.change_id(), std::string(65537, 's'),
                            house.approver),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(RegistrationFlowTest, PolicyThatDoesNotCompileIsNotProposed) {
  House house;
  v1::ProposeChangeRequest request;
  request.mutable_draft()->set_act(v1::ACT_APPROVE);
  v1::RuleFile& rule = *request.mutable_draft()->mutable_rule();
  rule = TestCrossBorderRule();
  EXPECT_THAT(house.flow->Propose(request, house.registrar.record), IsOk());
  rule.set_content("no message");
  EXPECT_THAT(house.flow->Propose(request, house.registrar.record),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  // Another policy under the OID of one in force.
  rule = MakeTestRule(R"(urn: "urn:kepil:policy:new:1" oid: "2.25.1.3.1")");
  EXPECT_THAT(house.flow->Propose(request, house.registrar.record),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

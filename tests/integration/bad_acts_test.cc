// What officers must not do, by the front of the registrar's service (mutual
// TLS, real signatures) over a real database: each attempt is refused for a
// reason of its own, and nothing in the database has changed but the record of
// the attempt.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "services/gateway/test_officers.h"
#include "services/gateway/test_policies.h"
#include "services/rpc/call_fixture.h"
#include "services/rpc/registrar_service.h"
#include "services/store/rocks_registry_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// Every key and value of every family, by family.
using Contents = std::map<Family, std::map<std::string, std::string>>;

Contents ContentsOf(const RocksDb& db) {
  Contents contents;
  for (int i = 0; i <= static_cast<int>(Family::kDigitalUse); ++i) {
    const auto family = static_cast<Family>(i);
    auto& rows = contents[family];
    KEPIL_CHECK(db.Scan({family, "", ""}, [&rows](absl::string_view key,
                                                  absl::string_view value) {
                    rows.emplace(key, value);
                    return true;
                  }).ok());
  }
  return contents;
}

// An officer with a connection of his own.
struct OfficerAtWork {
  TestOfficer officer;
  TestIdentity tls;
  std::unique_ptr<v1::RegistrarService::Stub> stub;

  OfficerAtWork(const std::string& id, const std::string& unit,
                std::vector<v1::PrincipalRole> roles)
      : officer(MakeTestOfficer(id, unit, roles.front())),
        tls(MakeTlsIdentity(TestTlsClientExtensions())) {
    for (size_t i = 1; i < roles.size(); ++i) {
      officer.record.add_roles(roles[i]);
    }
    officer.record.set_tls_sha256(std::string(Sha256(tls.certificate).bytes()));
  }

  absl::StatusOr<v1::ProposeChangeResponse> Propose(
      const v1::ChangeDraft& draft) const {
    v1::ProposeChangeRequest request;
    *request.mutable_draft() = draft;
    v1::ProposeChangeResponse response;
    grpc::ClientContext context;
    KEPIL_RETURN_IF_ERROR(
        FromGrpc(stub->ProposeChange(&context, request, &response)));
    return response;
  }
  // The new version.
  absl::StatusOr<int64_t> Approve(const std::string& change_id,
                                  const std::string& signature) const {
    v1::ApproveChangeRequest request;
    request.set_change_id(change_id);
    request.set_signature(signature);
    v1::ApproveChangeResponse response;
    grpc::ClientContext context;
    KEPIL_RETURN_IF_ERROR(
        FromGrpc(stub->ApproveChange(&context, request, &response)));
    return response.version();
  }
  absl::StatusOr<int64_t> Approve(
      const v1::ProposeChangeResponse& change) const {
    return Approve(change.change_id(), officer.Sign(change.statement()));
  }
  absl::StatusOr<int64_t> Suspend(
      const v1::ProposeChangeResponse& change) const {
    v1::SuspendServiceRequest request;
    request.set_change_id(change.change_id());
    request.set_signature(officer.Sign(change.statement()));
    v1::SuspendServiceResponse response;
    grpc::ClientContext context;
    KEPIL_RETURN_IF_ERROR(
        FromGrpc(stub->SuspendService(&context, request, &response)));
    return response.version();
  }
};

v1::ChangeDraft Approving(const std::function<void(v1::ChangeDraft&)>& fill) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  fill(draft);
  return draft;
}

class BadActsTest : public testing::Test {
 protected:
  BadActsTest() {
    auto opened = Registry::Open(
        {clock_, store_, certificates_, publisher_,
         [this](int size) {
           return std::string(static_cast<size_t>(size), ++random_);
         }},
        Registry::Options(),
        {{registrar_.officer.record, approver_.officer.record},
         {TestCrossBorderRule(), TestOfficerRule()}});
    KEPIL_CHECK(opened.ok());
    registry_ = *std::move(opened);
    flow_ = std::make_unique<RegistrationFlow>(RegistrationFlow::Rooms{
        clock_, *registry_, certificates_, [this] { return rules_; },
        kOfficerPolicy, [] { return absl::OkStatus(); },
        RegistrationFlow::Admission::kWithoutApplication});
    face_ = std::make_unique<RegistrarServiceFace>(runner_, *flow_);
    Serve();
  }
  void SetUp() override {
    for (const OfficerAtWork* more : {&both_, &second_approver_}) {
      Do(Approving([more](v1::ChangeDraft& draft) {
        *draft.mutable_principal() = more->officer.record;
      }));
    }
    Do(Admission("xa"));
  }
  ~BadActsTest() override { server_->Shutdown(); }

  void Serve() {
    const TestIdentity host = MakeTlsIdentity(TestTlsServerExtensions());
    grpc::SslServerCredentialsOptions served(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
    served.pem_key_cert_pairs.push_back(
        {host.key.Pem(), host.CertificatePem()});
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(served),
                             &port);
    builder.RegisterService(face_.get());
    server_ = builder.BuildAndStart();
    KEPIL_CHECK(server_ != nullptr && port != 0);
    for (OfficerAtWork* one :
         {&registrar_, &approver_, &both_, &second_approver_}) {
      grpc::SslCredentialsOptions own;
      own.pem_root_certs = host.CertificatePem();
      own.pem_private_key = one->tls.key.Pem();
      own.pem_cert_chain = one->tls.CertificatePem();
      one->stub = v1::RegistrarService::NewStub(grpc::CreateChannel(
          absl::StrCat("127.0.0.1:", port), grpc::SslCredentials(own)));
    }
  }

  v1::ChangeDraft Admission(const std::string& id) const {
    return Approving([&](v1::ChangeDraft& draft) {
      v1::Authority& authority = *draft.mutable_authority();
      authority.set_id(id);
      authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
      authority.set_legal_name("Trust");
      authority.set_country("XA");
      authority.set_endpoint_country("XA");
      authority.set_decision("17 of 2025-12-01");
      v1::TrustService& service = *authority.add_services();
      service.set_id(id + "-ca");
      service.set_type(v1::SERVICE_TYPE_CA);
      service.add_anchors(
          SelfSignTestCertificate(
              TestActSpec(absl::StrCat("C=XA,CN=", id), TestCaExtensions()))
              .certificate);
    });
  }
  // A change that two officers make.
  void Do(const v1::ChangeDraft& draft) {
    const auto change = registrar_.Propose(draft);
    ASSERT_THAT(change, IsOk());
    ASSERT_THAT(approver_.Approve(*change), IsOk());
  }
  // Checks that `act` is refused by `reason`, and that the database is as it
  // was: but for the record of the attempt where an officer wanted something
  // to take effect.
  void ExpectRefused(const v1::ChangeDraft& draft, v1::ErrorReason reason) {
    const Contents before = ContentsOf(folder_.db());
    const std::string image = registry_->image()->SerializeAsString();
    EXPECT_THAT(registrar_.Propose(draft), HasReason(reason));
    EXPECT_EQ(ContentsOf(folder_.db()), before);
    EXPECT_EQ(registry_->image()->SerializeAsString(), image);
  }
  void ExpectRefused(const std::function<absl::Status()>& act,
                     v1::ErrorReason reason) {
    const Contents before = ContentsOf(folder_.db());
    const std::string image = registry_->image()->SerializeAsString();
    const TrustSnapshotRef snapshot = publisher_.Current();
    EXPECT_THAT(act(), HasReason(reason));
    ExpectOnRecordOnly(before, {v1::ErrorReason_Name(reason)});
    EXPECT_EQ(registry_->image()->SerializeAsString(), image);
    EXPECT_EQ(publisher_.Current(), snapshot);
  }
  // Audit, and the leaf of each event in the log of acts: `reasons`, in order;
  // nothing else has changed since `before`.
  void ExpectOnRecordOnly(Contents before,
                          const std::vector<std::string>& reasons) {
    Contents after = ContentsOf(folder_.db());
    std::vector<std::string> recorded;
    for (const auto& [key, value] : after[Family::kAudit]) {
      if (before[Family::kAudit].count(key) == 0) {
        storage::v1::AuditEvent event;
        ASSERT_TRUE(event.ParseFromString(value));
        EXPECT_EQ(event.kind(), storage::v1::AUDIT_KIND_REJECTED_ACT);
        recorded.push_back(event.error_reason());
      }
    }
    EXPECT_EQ(recorded, reasons);
    EXPECT_EQ(after[Family::kLogPending].size(),
              before[Family::kLogPending].size() + reasons.size());
    for (const Family family :
         {Family::kAudit, Family::kLogPending, Family::kLogState}) {
      after.erase(family);
      before.erase(family);
    }
    EXPECT_EQ(after, before);
    EXPECT_THAT(store_.CheckAudit(), IsOk());
  }

  FakeClock clock_;
  RocksFolder folder_;
  RocksRegistryStore store_{folder_.db()};
  PlainCertificateReader certificates_;
  SnapshotPublisher publisher_;
  char random_ = 'a';
  std::shared_ptr<const RuleLibrary> rules_ = MakeTestRules();
  OfficerAtWork registrar_{"a", "north", {v1::PRINCIPAL_ROLE_REGISTRAR}};
  OfficerAtWork approver_{"b", "south", {v1::PRINCIPAL_ROLE_APPROVER}};
  OfficerAtWork both_{
      "c", "west", {v1::PRINCIPAL_ROLE_REGISTRAR, v1::PRINCIPAL_ROLE_APPROVER}};
  OfficerAtWork second_approver_{"d", "east", {v1::PRINCIPAL_ROLE_APPROVER}};
  std::unique_ptr<Registry> registry_;
  std::unique_ptr<RegistrationFlow> flow_;
  MemoryLogSink sink_;
  const Logger log_{clock_, sink_, LogLevel::kInfo};
  MetricsRegistry metrics_;
  const Authenticator authenticator_{
      [this] { return registry_->principals(); }};
  InflightBudget inflight_{int64_t{64} << 20};
  RateLimiter rate_{clock_, {100'000, 10}};
  CallerQuota quota_{clock_, {100'000, 16}};
  FairExecutor executor_{clock_, {"flow", 4, 64}};
  CallRunner runner_{{clock_, executor_, authenticator_, inflight_, rate_,
                      quota_, log_, metrics_},
                     {}};
  std::unique_ptr<RegistrarServiceFace> face_;
  std::unique_ptr<grpc::Server> server_;  // Goes before what it calls.
};

// Law: DEF-11, CRT-10.
TEST_F(BadActsTest, ARulePackThatKeepsRevokedCertificatesForFourYears) {
  v1::RulePack pack = TestRulesMessage();
  const auto draft_of = [&pack] {
    return Approving([&pack](v1::ChangeDraft& draft) {
      v1::RuleFile& rule = *draft.mutable_rule();
      rule.set_id(pack.urn());
      rule.set_kind(v1::RULE_KIND_RULE_PACK);
      rule.set_content(pack.SerializeAsString());
    });
  };
  pack.set_retention_years(4);
  ExpectRefused(draft_of(), v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  pack.set_retention_years(5);
  EXPECT_THAT(registrar_.Propose(draft_of()), IsOk());
}

// Law: DOM-07.
TEST_F(BadActsTest, AnAccreditationOfThreeYearsAndADay) {
  v1::ChangeDraft draft = Admission("kz");
  v1::Authority& authority = *draft.mutable_authority();
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_domestic_kind(v1::DOMESTIC_CA_KIND_ACCREDITED);
  authority.set_country("KZ");
  authority.set_endpoint_country("KZ");
  v1::Accreditation& accreditation = *authority.add_accreditations();
  *accreditation.mutable_from() = TestDate(2026, 1, 1);
  *accreditation.mutable_until() = TestDate(2029, 1, 2);
  accreditation.set_body(v1::ACCREDITING_BODY_INFORMATISATION);
  accreditation.set_certificate_number("KZ-1");
  ExpectRefused(draft, v1::ERROR_REASON_ACCREDITATION_TOO_LONG);
  *accreditation.mutable_until() = TestDate(2029, 1, 1);
  EXPECT_THAT(registrar_.Propose(draft), IsOk());
}

// Law: DEF-12, REG-01.
TEST_F(BadActsTest, ATreatyThatIsSignedAndNotRatified) {
  Do(Approving([](v1::ChangeDraft& draft) {
    v1::Treaty& treaty = *draft.mutable_treaty();
    treaty.set_id("xb-kz");
    treaty.set_title("On mutual recognition");
    treaty.add_parties("XB");
  }));
  v1::ChangeDraft relying = Admission("xb");
  relying.mutable_authority()->set_country("XB");
  relying.mutable_authority()->set_treaty_id("xb-kz");
  ExpectRefused(relying, v1::ERROR_REASON_TREATY_NOT_RATIFIED);
  ExpectRefused(Approving([](v1::ChangeDraft& draft) {
                  v1::Treaty& treaty = *draft.mutable_treaty();
                  treaty.set_id("xb-kz");
                  treaty.set_title("On mutual recognition");
                  treaty.add_parties("XB");
                  *treaty.mutable_in_force() = TestDate(2026, 1, 1);
                }),
                v1::ERROR_REASON_TREATY_NOT_RATIFIED);
}

// Law: REG-11.
TEST_F(BadActsTest, AStepWithoutItsGround) {
  const auto step = [this](v1::Act act) {
    v1::ChangeDraft draft;
    draft.set_act(act);
    v1::StatusChange& status = *draft.mutable_status();
    status.set_authority_id("xa");
    if (act == v1::ACT_SUSPEND) {
      status.mutable_until()->set_seconds(
          absl::ToUnixSeconds(clock_.Now() + absl::Hours(24)));
    }
    return draft;
  };
  for (const v1::Act act :
       {v1::ACT_SUSPEND, v1::ACT_RESUME, v1::ACT_TERMINATE, v1::ACT_ARCHIVE}) {
    SCOPED_TRACE(v1::Act_Name(act));
    ExpectRefused(step(act), v1::ERROR_REASON_GROUND_MISSING);
  }
  v1::ChangeDraft grounded = step(v1::ACT_SUSPEND);
  grounded.mutable_status()->set_ground("order 5 of 2026-01-01");
  const auto change = registrar_.Propose(grounded);
  ASSERT_THAT(change, IsOk());
  EXPECT_THAT(registrar_.Suspend(*change), IsOk());
}

// Law: REG-21.
TEST_F(BadActsTest, AnApprovalByTheProposer) {
  const auto change = both_.Propose(Admission("xb"));
  ASSERT_THAT(change, IsOk());
  ExpectRefused([&] { return both_.Approve(*change).status(); },
                v1::ERROR_REASON_SAME_OFFICER);
  EXPECT_THAT(approver_.Approve(*change), IsOk());
}

// Law: REG-14.
TEST_F(BadActsTest, AnApprovalOfAnotherStatement) {
  const auto change = registrar_.Propose(Admission("xb"));
  const auto other = registrar_.Propose(Admission("xc"));
  ASSERT_THAT(change, IsOk());
  ASSERT_THAT(other, IsOk());
  const std::string signature = approver_.officer.Sign(other->statement());
  ExpectRefused(
      [&] {
        return approver_.Approve(change->change_id(), signature).status();
      },
      v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH);
  EXPECT_THAT(approver_.Approve(other->change_id(), signature), IsOk());
}

// Law: REG-14.
TEST_F(BadActsTest, AnApprovalThatIsReplayed) {
  const auto change = registrar_.Propose(Admission("xb"));
  ASSERT_THAT(change, IsOk());
  const std::string signature = approver_.officer.Sign(change->statement());
  ASSERT_THAT(approver_.Approve(change->change_id(), signature), IsOk());
  const auto replay = [&] {
    return approver_.Approve(change->change_id(), signature).status();
  };
  ExpectRefused(replay, v1::ERROR_REASON_CHANGE_DECIDED);
  // Nor does it serve when the registry has gone on.
  Do(Admission("xc"));
  ExpectRefused(replay, v1::ERROR_REASON_CHANGE_DECIDED);
}

// Law: REG-21.
TEST_F(BadActsTest, TwoOfficersAtOnce) {
  const auto first = registrar_.Propose(Admission("xb"));
  const auto second = registrar_.Propose(Admission("xc"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  const int64_t version = registry_->image()->version();
  const std::string signatures[] = {
      approver_.officer.Sign(first->statement()),
      second_approver_.officer.Sign(second->statement())};
  std::vector<absl::StatusOr<int64_t>> outcomes(2, absl::UnknownError(""));
  std::vector<std::thread> officers;
  officers.emplace_back([&] {
    outcomes[0] = approver_.Approve(first->change_id(), signatures[0]);
  });
  officers.emplace_back([&] {
    outcomes[1] = second_approver_.Approve(second->change_id(), signatures[1]);
  });
  for (std::thread& officer : officers) {
    officer.join();
  }
  EXPECT_THAT(outcomes, UnorderedElementsAre(
                            IsOkAndHolds(version + 1),
                            AllOf(StatusIs(absl::StatusCode::kAborted),
                                  HasReason(v1::ERROR_REASON_REGISTRY_MOVED))));
  EXPECT_EQ(registry_->image()->version(), version + 1);
  const auto loaded = store_.Load();
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->SerializeAsString(),
            registry_->image()->SerializeAsString());
  // One of the two is registered, and it is the one that was told so.
  const std::string winner = outcomes[0].ok() ? "xb" : "xc";
  std::vector<std::string> ids;
  for (const v1::Authority& authority : loaded->authorities()) {
    ids.push_back(authority.id());
  }
  EXPECT_THAT(ids, ElementsAre("xa", winner));
  // The other one tries again, in vain: the statement is of an older registry.
  const auto& lost = outcomes[0].ok() ? *second : *first;
  ExpectRefused([&] { return approver_.Approve(lost).status(); },
                v1::ERROR_REASON_REGISTRY_MOVED);
}

}  // namespace
}  // namespace kepil

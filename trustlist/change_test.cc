#include "trustlist/change.h"

#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::Time Now() { return absl::FromUnixSeconds(1767225600); }

// A registry at version 1 and what is proposed in it by its registrar.
struct Bench {
  storage::v1::RegistryImage image = MakeTestRegistryImage();
  PlainCertificateReader reader;

  const v1::PrincipalRecord& registrar() const { return image.principals(0); }
  const v1::PrincipalRecord& approver() const { return image.principals(1); }
  ProposalContext Context() const {
    return {image, registrar(), std::string(16, 'c'), Now(), absl::Hours(1)};
  }
  absl::StatusOr<v1::ChangeStatement> Propose(const v1::ChangeDraft& draft) {
    return ProposeChange(draft, Context(), reader);
  }
  void Register(const v1::Authority& authority) {
    const auto statement = Propose(AdmissionDraft(authority));
    ASSERT_THAT(statement, IsOk());
    const auto record = ApplyStatement(*statement, image, Now(), reader);
    ASSERT_THAT(record, IsOk());
    image = WithRecord(image, *record);
  }
};

TEST(ChangeTest, StatementSaysWhatIsChangedByWhomAndUntilWhen) {
  Bench bench;
  const v1::Authority authority = MakeTestAuthority("xa-ca");
  const auto statement = bench.Propose(AdmissionDraft(authority));
  ASSERT_THAT(statement, IsOk());
  EXPECT_EQ(statement->change_id(), std::string(16, 'c'));
  EXPECT_EQ(statement->act(), v1::ACT_APPROVE);
  EXPECT_EQ(statement->base_version(), 1);
  EXPECT_EQ(statement->before_sha256(), "");
  EXPECT_EQ(statement->authority().id(), "xa-ca");
  EXPECT_EQ(statement->proposer(), "aigul");
  EXPECT_EQ(statement->created_at().seconds(), absl::ToUnixSeconds(Now()));
  EXPECT_EQ(statement->expires_at().seconds(),
            absl::ToUnixSeconds(Now()) + 3600);
}

TEST(ChangeTest, AmendmentNamesTheRecordThatItReplaces) {
  Bench bench;
  const TestIdentity root = MakeTestRoot("xa");
  bench.Register(MakeTestAuthority("xa-ca", root));
  v1::Authority amended = MakeTestAuthority("xa-ca", root);
  amended.set_legal_name("Renamed");
  const auto statement = bench.Propose(AdmissionDraft(amended));
  ASSERT_THAT(statement, IsOk());
  EXPECT_EQ(statement->before_sha256(),
            Sha256(bench.image.authorities(0).SerializeAsString()).bytes());
}

TEST(ChangeTest, NothingThatCannotBeDoneIsProposed) {
  Bench bench;
  bench.Register(MakeTestAuthority("xa-ca"));
  v1::Authority malformed = MakeTestAuthority("xb-ca");
  malformed.clear_decision();
  EXPECT_THAT(bench.Propose(AdmissionDraft(malformed)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(bench.Propose(StatusDraft(v1::ACT_RESUME, "xa-ca")),
              HasReason(v1::ERROR_REASON_NOT_SUSPENDED));
  EXPECT_THAT(bench.Propose(StatusDraft(v1::ACT_TERMINATE, "xb-ca")),
              HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
}

TEST(ChangeTest, NothingThatTheEngineWouldNotTakeIsProposed) {
  Bench bench;
  v1::Authority twice = MakeTestAuthority("xa-ca");
  twice.mutable_services(0)->add_anchors(twice.services(0).anchors(0));
  EXPECT_THAT(bench.Propose(AdmissionDraft(twice)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::Authority shared = MakeTestAuthority("xa-ca");
  *shared.add_services() = shared.services(0);
  shared.mutable_services(1)->set_id("xa-ca-seal");
  EXPECT_THAT(bench.Propose(AdmissionDraft(shared)),
              HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
}

TEST(ChangeTest, ActAndRecordBelongTogether) {
  Bench bench;
  v1::ChangeDraft draft = AdmissionDraft(MakeTestAuthority("xa-ca"));
  for (const v1::Act act :
       {v1::ACT_UNSPECIFIED, v1::ACT_REFUSE, v1::ACT_SUSPEND, v1::ACT_RESUME,
        v1::ACT_TERMINATE}) {
    draft.set_act(act);
    EXPECT_THAT(bench.Propose(draft),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  v1::ChangeDraft status = StatusDraft(v1::ACT_SUSPEND, "xa-ca", 1);
  status.set_act(v1::ACT_APPROVE);
  EXPECT_THAT(bench.Propose(status),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(bench.Propose(v1::ChangeDraft()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ChangeTest, StatementOfAnotherVersionIsStale) {
  Bench bench;
  const auto statement =
      bench.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  ASSERT_THAT(statement, IsOk());
  bench.image.set_version(2);
  const auto applied =
      ApplyStatement(*statement, bench.image, Now(), bench.reader);
  EXPECT_THAT(applied, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(applied, HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
}

TEST(ChangeTest, StatementOverAnotherRecordBeforeIsStale) {
  Bench bench;
  bench.Register(MakeTestAuthority("xa-ca"));
  const auto statement = bench.Propose(StatusDraft(v1::ACT_TERMINATE, "xa-ca"));
  ASSERT_THAT(statement, IsOk());
  bench.image.mutable_authorities(0)->set_legal_name("Renamed");
  EXPECT_THAT(ApplyStatement(*statement, bench.image, Now(), bench.reader),
              HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
}

TEST(ChangeTest, PrincipalsAndRulesAreChangedTheSameWay) {
  Bench bench;
  v1::ChangeDraft principal;
  principal.set_act(v1::ACT_APPROVE);
  *principal.mutable_principal() = MakeTestRelyingParty("bank");
  const auto statement = bench.Propose(principal);
  ASSERT_THAT(statement, IsOk());
  const auto record =
      ApplyStatement(*statement, bench.image, Now(), bench.reader);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(WithRecord(bench.image, *record).principals_size(), 3);
  v1::ChangeDraft rule;
  rule.set_act(v1::ACT_APPROVE);
  rule.mutable_rule()->set_id("urn:kepil:policy:1");
  rule.mutable_rule()->set_content("policy");
  EXPECT_THAT(bench.Propose(rule), IsOk());
}

TEST(ChangeTest, LastPairOfOfficersStays) {
  Bench bench;
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  *draft.mutable_principal() = bench.approver();
  draft.mutable_principal()->set_withdrawn(true);
  EXPECT_THAT(bench.Propose(draft),
              HasReason(v1::ERROR_REASON_OFFICERS_TOO_FEW));
  *draft.mutable_principal() = bench.registrar();
  draft.mutable_principal()->set_unit("supervision");
  EXPECT_THAT(bench.Propose(draft),
              HasReason(v1::ERROR_REASON_OFFICERS_TOO_FEW));
}

TEST(ChangeTest, ProposerAndTheirUnitDoNotDecide) {
  Bench bench;
  const auto statement =
      bench.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  ASSERT_THAT(statement, IsOk());
  EXPECT_THAT(CheckDecider(*statement, bench.image, bench.approver(), Now()),
              IsOk());
  const absl::Status same =
      CheckDecider(*statement, bench.image, bench.registrar(), Now());
  EXPECT_THAT(same, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(same, HasReason(v1::ERROR_REASON_SAME_OFFICER));
  // The same person by another TLS certificate and unit.
  v1::PrincipalRecord second = bench.registrar();
  second.set_tls_sha256(std::string(32, 't'));
  second.set_unit("supervision");
  EXPECT_THAT(CheckDecider(*statement, bench.image, second, Now()),
              HasReason(v1::ERROR_REASON_SAME_OFFICER));
  const v1::PrincipalRecord colleague =
      MakeTestOfficer("erlan", "registry", v1::PRINCIPAL_ROLE_APPROVER);
  EXPECT_THAT(CheckDecider(*statement, bench.image, colleague, Now()),
              HasReason(v1::ERROR_REASON_SAME_OFFICER));
}

TEST(ChangeTest, OneOfficerSuspends) {
  Bench bench;
  bench.Register(MakeTestAuthority("xa-ca"));
  const auto statement = bench.Propose(
      StatusDraft(v1::ACT_SUSPEND, "xa-ca", absl::ToUnixSeconds(Now()) + 60));
  ASSERT_THAT(statement, IsOk());
  EXPECT_THAT(CheckDecider(*statement, bench.image, bench.registrar(), Now()),
              IsOk());
  for (const v1::Act act : {v1::ACT_RESUME, v1::ACT_TERMINATE}) {
    v1::ChangeStatement two = *statement;
    two.set_act(act);
    EXPECT_THAT(CheckDecider(two, bench.image, bench.registrar(), Now()),
                HasReason(v1::ERROR_REASON_SAME_OFFICER));
  }
}

TEST(ChangeTest, ExpiredStatementIsNotDecided) {
  Bench bench;
  const auto statement =
      bench.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  ASSERT_THAT(statement, IsOk());
  const absl::Time end = Now() + absl::Hours(1);
  EXPECT_THAT(CheckDecider(*statement, bench.image, bench.approver(), end),
              IsOk());
  EXPECT_THAT(CheckDecider(*statement, bench.image, bench.approver(),
                           end + absl::Nanoseconds(1)),
              HasReason(v1::ERROR_REASON_CHANGE_EXPIRED));
}

TEST(ChangeTest, RefusalIsAStatementOfItsOwn) {
  Bench bench;
  const auto statement =
      bench.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  ASSERT_THAT(statement, IsOk());
  const std::string octets = statement->SerializeAsString();
  const v1::ChangeStatement refusal = ProposeRefusal(
      *statement, octets, "audit report missing", bench.Context());
  EXPECT_EQ(refusal.act(), v1::ACT_REFUSE);
  EXPECT_EQ(refusal.change_id(), statement->change_id());
  EXPECT_EQ(refusal.refused_statement_sha256(), Sha256(octets).bytes());
  EXPECT_EQ(refusal.reason(), "audit report missing");
  EXPECT_NE(refusal.SerializeAsString(), octets);
  EXPECT_THAT(ApplyStatement(refusal, bench.image, Now(), bench.reader),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ChangeTest, RecordsStandInOrder) {
  storage::v1::RegistryImage image;
  for (const char* id : {"b", "c", "a"}) {
    ChangedRecord record;
    record.authority.emplace().set_id(id);
    image = WithRecord(image, record);
  }
  ChangedRecord again;
  again.authority.emplace().set_id("b");
  again.authority->set_country("XB");
  image = WithRecord(image, again);
  ASSERT_EQ(image.authorities_size(), 3);
  EXPECT_EQ(image.authorities(0).id(), "a");
  EXPECT_EQ(image.authorities(1).country(), "XB");
  EXPECT_EQ(image.authorities(2).id(), "c");
}

}  // namespace
}  // namespace kepil

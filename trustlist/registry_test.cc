#include "trustlist/registry.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "engine/crypto/digest.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/memory_registry_store.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using storage::v1::StoredChange;

Registry::Bootstrap TwoOfficers() {
  const storage::v1::RegistryImage image = MakeTestRegistryImage();
  Registry::Bootstrap bootstrap;
  bootstrap.officers = {image.principals(0), image.principals(1)};
  bootstrap.rules.emplace_back().set_id("urn:kepil:policy:1");
  bootstrap.rules.back().set_content("policy");
  return bootstrap;
}

// A registry at version 1 in which two officers act.
struct House {
  FakeClock clock;
  MemoryRegistryStore store;
  PlainCertificateReader reader;
  SnapshotPublisher publisher;
  char next_random = 'a';
  const Registry::Bootstrap bootstrap = TwoOfficers();
  const v1::PrincipalRecord& registrar = bootstrap.officers[0];
  const v1::PrincipalRecord& approver = bootstrap.officers[1];
  std::unique_ptr<Registry> registry;

  House() { EXPECT_THAT(Open(bootstrap), IsOk()); }
  absl::Status Open(const Registry::Bootstrap& with) {
    auto opened = Registry::Open(
        {clock, store, reader, publisher,
         [this](int size) {
           return std::string(static_cast<size_t>(size), next_random++);
         }},
        {absl::Hours(1), ListReference::kOptional}, with);
    if (opened.ok()) {
      registry = *std::move(opened);
    }
    return opened.status();
  }
  // A proposal of the registrar; its id and what is to be signed.
  struct Proposed {
    std::string id;
    CheckedAct act;
  };
  Proposed Propose(const v1::ChangeDraft& draft) {
    const auto change = registry->Propose(draft, registrar);
    EXPECT_THAT(change, IsOk());
    v1::ChangeStatement statement;
    EXPECT_TRUE(statement.ParseFromString(change->statement()));
    return {statement.change_id(), {change->statement(), "signature"}};
  }
  absl::StatusOr<int64_t> Approve(const Proposed& proposed) {
    return registry->Apply(proposed.id, proposed.act, approver);
  }
  void Register(const std::string& id) {
    ASSERT_THAT(Approve(Propose(AdmissionDraft(MakeTestAuthority(id)))),
                IsOk());
  }
  ServiceStatus StatusNow(const std::string& authority_id) const {
    const TrustService* service =
        publisher.Current()->FindService(absl::StrCat(authority_id, "-sign"));
    return service == nullptr ? ServiceStatus::kUnlisted
                              : StatusAt(*service, clock.Now());
  }
  // All that the store holds: equal if nothing was changed.
  std::string Fingerprint() const {
    std::string all = store.Load()->SerializeAsString();
    const auto changes = store.ListChanges(1000);
    for (const StoredChange& change : *changes) {
      absl::StrAppend(&all, change.SerializeAsString());
    }
    return absl::StrCat(Sha256(all).hex(), store.audit().size(),
                        publisher.Current()->version());
  }
};

int64_t SecondsFrom(const House& house, absl::Duration step) {
  return absl::ToUnixSeconds(house.clock.Now() + step);
}

TEST(RegistryTest, BootstrapMakesVersionOneOfTwoOfficers) {
  House house;
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.registry->image()->principals_size(), 2);
  EXPECT_EQ(house.registry->image()->rules_size(), 1);
  EXPECT_EQ(house.publisher.Current()->version(), 1);
  EXPECT_NE(house.registry->principals()->Find(house.registrar.tls_sha256()),
            nullptr);
  ASSERT_EQ(house.store.audit().size(), 1u);
  EXPECT_EQ(house.store.audit()[0].kind(), storage::v1::AUDIT_KIND_BOOTSTRAP);
}

TEST(RegistryTest, BootstrapTakesExactlyTwoOfficers) {
  Registry::Bootstrap none = TwoOfficers();
  none.officers.clear();
  Registry::Bootstrap one = TwoOfficers();
  one.officers.pop_back();
  Registry::Bootstrap three = TwoOfficers();
  three.officers.push_back(
      MakeTestOfficer("erlan", "archive", v1::PRINCIPAL_ROLE_APPROVER));
  Registry::Bootstrap one_unit = TwoOfficers();
  one_unit.officers[1].set_unit(one_unit.officers[0].unit());
  Registry::Bootstrap one_person = TwoOfficers();
  one_person.officers[1].set_id(one_person.officers[0].id());
  Registry::Bootstrap one_key = TwoOfficers();
  one_key.officers[1].set_signing_certificate(
      one_key.officers[0].signing_certificate());
  Registry::Bootstrap no_approver = TwoOfficers();
  no_approver.officers[1].set_roles(0, v1::PRINCIPAL_ROLE_REGISTRAR);
  for (const Registry::Bootstrap& bootstrap :
       {none, one, three, one_unit, one_person, one_key, no_approver}) {
    FakeClock clock;
    MemoryRegistryStore store;
    PlainCertificateReader reader;
    SnapshotPublisher publisher;
    const auto opened = Registry::Open(
        {clock, store, reader, publisher, [](int) { return std::string(); }},
        Registry::Options(), bootstrap);
    EXPECT_THAT(opened, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(store.Load()->version(), 0);
    EXPECT_TRUE(store.audit().empty());
    EXPECT_EQ(publisher.Current(), nullptr);
  }
}

TEST(RegistryTest, BootstrapCountsAtVersionZeroAlone) {
  House house;
  house.Register("xa-ca");
  const std::string digest = house.publisher.Current()->digest().hex();
  SnapshotPublisher restarted;
  Registry::Bootstrap other = TwoOfficers();
  other.officers[0].set_id("mallory");
  const auto opened =
      Registry::Open({house.clock, house.store, house.reader, restarted,
                      [](int) { return std::string(); }},
                     Registry::Options(), other);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ((*opened)->image()->version(), 2);
  EXPECT_EQ((*opened)->image()->SerializeAsString(),
            house.registry->image()->SerializeAsString());
  EXPECT_EQ(restarted.Current()->digest().hex(), digest);
}

TEST(RegistryTest, ProposalAloneHasNoEffect) {
  House house;
  house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.registry->image()->authorities_size(), 0);
  EXPECT_EQ(house.publisher.Current()->FindService("xa-ca-sign"), nullptr);
}

TEST(RegistryTest, ApprovalByAnotherOfficerTakesEffect) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  EXPECT_THAT(house.Approve(proposed), IsOkAndHolds(2));
  EXPECT_EQ(house.registry->image()->version(), 2);
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kActive);
  const auto change = house.registry->ReadChange(proposed.id);
  ASSERT_THAT(change, IsOk());
  EXPECT_EQ(change->state(), StoredChange::STATE_EFFECTIVE);
  EXPECT_EQ(change->approver(), "daniyar");
  EXPECT_EQ(change->signature(), "signature");
  EXPECT_EQ(change->effective_version(), 2);
  EXPECT_EQ(house.store.audit().back().kind(),
            storage::v1::AUDIT_KIND_APPROVED);
  EXPECT_EQ(house.store.audit().back().principal(), "daniyar");
}

// Law: REG-20.
TEST(RegistryTest, SnapshotIsTheStoredOctetsOfItsVersion) {
  House house;
  house.Register("xa-ca");
  const TrustSnapshotRef snapshot = house.publisher.Current();
  EXPECT_EQ(snapshot->version(), 2);
  const auto stored = house.store.ReadSnapshot(2);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(snapshot->digest(), Sha256(*stored));
  EXPECT_THAT(house.registry->ReadSnapshot(0), IsOkAndHolds(*stored));
  house.Register("xb-ca");
  EXPECT_THAT(house.registry->ReadSnapshot(2), IsOkAndHolds(*stored));
}

// Law: REG-21.
TEST(RegistryTest, ProposerDoesNotApprove) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  const std::string before = house.Fingerprint();
  EXPECT_THAT(house.registry->Apply(proposed.id, proposed.act, house.registrar),
              HasReason(v1::ERROR_REASON_SAME_OFFICER));
  const v1::PrincipalRecord colleague =
      MakeTestOfficer("erlan", "registry", v1::PRINCIPAL_ROLE_APPROVER);
  EXPECT_THAT(house.registry->Apply(proposed.id, proposed.act, colleague),
              HasReason(v1::ERROR_REASON_SAME_OFFICER));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, ChangeIsConsumedOnce) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  ASSERT_THAT(house.Approve(proposed), IsOk());
  const std::string before = house.Fingerprint();
  const auto again = house.Approve(proposed);
  EXPECT_THAT(again, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(again, HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, OtherOctetsThanTheStoredOnesAreRefused) {
  House house;
  auto proposed = house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  const auto other = house.Propose(AdmissionDraft(MakeTestAuthority("xb-ca")));
  const std::string before = house.Fingerprint();
  // An act signed for one change does not serve as another.
  EXPECT_THAT(house.registry->Apply(proposed.id, other.act, house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  proposed.act.statement.push_back('x');
  EXPECT_THAT(house.Approve(proposed),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, ProposalOverAnOlderVersionIsRefused) {
  House house;
  const auto stale = house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  house.Register("xb-ca");
  const std::string before = house.Fingerprint();
  const auto applied = house.Approve(stale);
  EXPECT_THAT(applied, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(applied, HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, ExpiredProposalIsRefused) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  const std::string before = house.Fingerprint();
  house.clock.Advance(absl::Hours(1) + absl::Seconds(1));
  EXPECT_THAT(house.Approve(proposed),
              HasReason(v1::ERROR_REASON_CHANGE_EXPIRED));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, UnknownChangeIsNotFound) {
  House house;
  const CheckedAct act = {"statement", "signature"};
  const std::string id(16, 'z');
  EXPECT_THAT(house.registry->Apply(id, act, house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_UNKNOWN));
  EXPECT_THAT(house.registry->Refuse(id, act, house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_UNKNOWN));
  EXPECT_THAT(house.registry->ProposeRefusal(id, "why", house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_UNKNOWN));
}

TEST(RegistryTest, RefusedProposalsLeaveTheStoreAsItWas) {
  House house;
  const TestIdentity root = MakeTestRoot("shared");
  ASSERT_THAT(house.Approve(house.Propose(
                  AdmissionDraft(MakeTestAuthority("xa-ca", root)))),
              IsOk());
  const std::string before = house.Fingerprint();
  const struct {
    v1::ChangeDraft draft;
    v1::ErrorReason reason;
  } kRefused[] = {
      {AdmissionDraft(MakeTestAuthority("xb-ca", root)),
       v1::ERROR_REASON_ANCHOR_REGISTERED},
      {StatusDraft(v1::ACT_TERMINATE, "xc-ca"),
       v1::ERROR_REASON_AUTHORITY_UNKNOWN},
      {StatusDraft(v1::ACT_RESUME, "xa-ca"), v1::ERROR_REASON_NOT_SUSPENDED},
      {StatusDraft(v1::ACT_SUSPEND, "xa-ca", 0),
       v1::ERROR_REASON_REQUEST_MALFORMED},
      {v1::ChangeDraft(), v1::ERROR_REASON_REQUEST_MALFORMED},
  };
  for (const auto& refused : kRefused) {
    EXPECT_THAT(house.registry->Propose(refused.draft, house.registrar),
                HasReason(refused.reason));
  }
  EXPECT_EQ(house.Fingerprint(), before);
}

// Law: REG-11.
TEST(RegistryTest, OneOfficerSuspendsAndTheSuspensionLapses) {
  House house;
  house.Register("xa-ca");
  const auto proposed = house.Propose(StatusDraft(
      v1::ACT_SUSPEND, "xa-ca", SecondsFrom(house, absl::Hours(48))));
  ASSERT_THAT(house.registry->Apply(proposed.id, proposed.act, house.registrar),
              IsOkAndHolds(3));
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kSuspended);
  EXPECT_EQ(house.store.audit().back().kind(),
            storage::v1::AUDIT_KIND_SUSPENDED);
  house.clock.Advance(absl::Hours(48) - absl::Seconds(1));
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kSuspended);
  house.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kActive);
}

TEST(RegistryTest, ResumptionTakesTwoOfficers) {
  House house;
  house.Register("xa-ca");
  const auto suspension = house.Propose(StatusDraft(
      v1::ACT_SUSPEND, "xa-ca", SecondsFrom(house, absl::Hours(48))));
  ASSERT_THAT(
      house.registry->Apply(suspension.id, suspension.act, house.registrar),
      IsOk());
  const auto resumption = house.Propose(StatusDraft(v1::ACT_RESUME, "xa-ca"));
  EXPECT_THAT(
      house.registry->Apply(resumption.id, resumption.act, house.registrar),
      HasReason(v1::ERROR_REASON_SAME_OFFICER));
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kSuspended);
  ASSERT_THAT(house.Approve(resumption), IsOk());
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kActive);
}

// Law: REG-10.
TEST(RegistryTest, TerminatedAuthorityIsNeverActiveAgain) {
  House house;
  house.Register("xa-ca");
  ASSERT_THAT(
      house.Approve(house.Propose(StatusDraft(v1::ACT_TERMINATE, "xa-ca"))),
      IsOk());
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kTerminated);
  const std::string before = house.Fingerprint();
  v1::Authority again = house.registry->image()->authorities(0);
  for (v1::TrustService& service : *again.mutable_services()) {
    service.clear_history();
  }
  for (const v1::ChangeDraft& draft :
       {AdmissionDraft(again), StatusDraft(v1::ACT_RESUME, "xa-ca"),
        StatusDraft(v1::ACT_TERMINATE, "xa-ca"),
        StatusDraft(v1::ACT_SUSPEND, "xa-ca",
                    SecondsFrom(house, absl::Hours(1)))}) {
    EXPECT_THAT(house.registry->Propose(draft, house.registrar),
                HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
  }
  house.clock.Advance(absl::Hours(24 * 365));
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kTerminated);
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, RefusalIsFinal) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  const auto refusal = house.registry->ProposeRefusal(
      proposed.id, "audit report missing", house.approver);
  ASSERT_THAT(refusal, IsOk());
  ASSERT_THAT(house.registry->Refuse(
                  proposed.id, {refusal->refusal_statement(), "signature"},
                  house.approver),
              IsOk());
  const std::string before = house.Fingerprint();
  EXPECT_THAT(house.Approve(proposed),
              HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_THAT(
      house.registry->ProposeRefusal(proposed.id, "again", house.approver),
      HasReason(v1::ERROR_REASON_CHANGE_DECIDED));
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.registry->ReadChange(proposed.id)->state(),
            StoredChange::STATE_REFUSED);
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, SignatureForOneActDoesNotServeAsAnother) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  const std::string nothing_made = house.Fingerprint();
  EXPECT_THAT(
      house.registry->Refuse(proposed.id, {"", "signature"}, house.approver),
      HasReason(v1::ERROR_REASON_CHANGE_STATE));
  EXPECT_EQ(house.Fingerprint(), nothing_made);
  const auto refusal =
      house.registry->ProposeRefusal(proposed.id, "why", house.approver);
  ASSERT_THAT(refusal, IsOk());
  const std::string before = house.Fingerprint();
  EXPECT_THAT(house.registry->Refuse(proposed.id, proposed.act, house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_THAT(house.registry->Apply(proposed.id,
                                    {refusal->refusal_statement(), "signature"},
                                    house.approver),
              HasReason(v1::ERROR_REASON_CHANGE_DIGEST_MISMATCH));
  EXPECT_EQ(house.Fingerprint(), before);
}

TEST(RegistryTest, ProposerDoesNotRefuse) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  EXPECT_THAT(
      house.registry->ProposeRefusal(proposed.id, "why", house.registrar),
      HasReason(v1::ERROR_REASON_SAME_OFFICER));
}

TEST(RegistryTest, OfficersChangeByTheSameTwoHands) {
  House house;
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  *draft.mutable_principal() =
      MakeTestOfficer("erlan", "archive", v1::PRINCIPAL_ROLE_APPROVER);
  const std::string leaf = draft.principal().tls_sha256();
  const auto proposed = house.Propose(draft);
  EXPECT_EQ(house.registry->principals()->Find(leaf), nullptr);
  ASSERT_THAT(house.Approve(proposed), IsOk());
  ASSERT_NE(house.registry->principals()->Find(leaf), nullptr);
  draft.mutable_principal()->set_withdrawn(true);
  ASSERT_THAT(house.Approve(house.Propose(draft)), IsOk());
  EXPECT_EQ(house.registry->principals()->Find(leaf), nullptr);
}

TEST(RegistryTest, NothingIsInForceThatIsNotStored) {
  House house;
  const auto proposed =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  house.store.FailWith(MakeError(absl::StatusCode::kUnavailable,
                                 v1::ERROR_REASON_STORE_DOWN, "disk"));
  EXPECT_THAT(house.Approve(proposed), HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_EQ(house.registry->image()->version(), 1);
  EXPECT_EQ(house.publisher.Current()->version(), 1);
  EXPECT_EQ(house.registry->image()->authorities_size(), 0);
  house.store.FailWith(absl::OkStatus());
  EXPECT_THAT(house.Approve(proposed), IsOkAndHolds(2));
}

// Law: LOG-02.
TEST(RegistryTest, RejectedActsAreOnRecord) {
  House house;
  const absl::Status why = MakeError(absl::StatusCode::kPermissionDenied,
                                     v1::ERROR_REASON_SAME_OFFICER, "same");
  ASSERT_THAT(house.registry->RecordRejectedAct("change", house.registrar, why),
              IsOk());
  const storage::v1::AuditEvent event = house.store.audit().back();
  EXPECT_EQ(event.kind(), storage::v1::AUDIT_KIND_REJECTED_ACT);
  EXPECT_EQ(event.principal(), "aigul");
  EXPECT_EQ(event.change_id(), "change");
  EXPECT_EQ(event.error_reason(), "ERROR_REASON_SAME_OFFICER");
}

v1::ChangeDraft PackDraft(const std::string& urn, int retention_years) {
  v1::RulePack pack = TestRulesMessage();
  pack.set_urn(urn);
  pack.set_retention_years(retention_years);
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  draft.mutable_rule()->set_id(urn);
  draft.mutable_rule()->set_kind(v1::RULE_KIND_RULE_PACK);
  draft.mutable_rule()->set_content(pack.SerializeAsString());
  return draft;
}

v1::ChangeDraft TreatyDraft(bool ratified) {
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  v1::Treaty& treaty = *draft.mutable_treaty();
  treaty.set_id("xa-kz");
  treaty.set_title("Agreement on trust services");
  treaty.add_parties("XA");
  if (ratified) {
    *treaty.mutable_ratified_on() = TestDate(2026, 1, 1);
    *treaty.mutable_in_force() = TestDate(2026, 1, 1);
  }
  return draft;
}

// A domestic CA with one accreditation.
v1::ChangeDraft AccreditedDraft(const v1::LegalDate& from,
                                const v1::LegalDate& until) {
  v1::Authority authority = MakeTestAuthority("kz-ca");
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_country("KZ");
  v1::Accreditation& accreditation = *authority.add_accreditations();
  *accreditation.mutable_from() = from;
  *accreditation.mutable_until() = until;
  accreditation.set_body(v1::ACCREDITING_BODY_INFORMATISATION);
  return AdmissionDraft(authority);
}

// Law: REG-01, DEF-12, EQV-13, REG-07, DOM-10, REG-14.
TEST(RegistryTest, RecordsOfLawAreChangesLikeAnyOther) {
  House house;
  v1::ChangeDraft misuse;
  misuse.set_act(v1::ACT_APPROVE);
  misuse.mutable_key_misuse()->set_spki_sha256(std::string(32, 'k'));
  misuse.mutable_key_misuse()->mutable_from()->set_seconds(100);
  misuse.mutable_key_misuse()->set_reported_by("Xalandia Trust");
  misuse.mutable_key_misuse()->set_reference("act 18");
  v1::ChangeDraft special;
  special.set_act(v1::ACT_APPROVE);
  special.mutable_special_ca()->set_id("special");
  special.mutable_special_ca()->set_legal_basis("K53(2)");
  special.mutable_special_ca()->add_spki_sha256(std::string(32, 's'));
  for (const v1::ChangeDraft& draft :
       {TreatyDraft(true), misuse, special, PackDraft("pack:1", 5)}) {
    const auto proposed = house.Propose(draft);
    EXPECT_THAT(
        house.registry->Apply(proposed.id, proposed.act, house.registrar),
        HasReason(v1::ERROR_REASON_SAME_OFFICER));
    EXPECT_THAT(house.Approve(proposed), IsOk());
  }
  const auto image = house.registry->image();
  EXPECT_EQ(image->version(), 5);
  EXPECT_EQ(image->treaties_size(), 1);
  EXPECT_EQ(image->special_cas_size(), 1);
  EXPECT_EQ(image->rules_size(), 2);
  // What the store gives back is the same, and the snapshot says it too.
  EXPECT_EQ(house.store.Load()->SerializeAsString(),
            image->SerializeAsString());
  EXPECT_EQ(house.publisher.Current()->treaties().size(), 1u);
  EXPECT_EQ(house.publisher.Current()->KeyMisusedFrom(
                *Digest::FromBytes(std::string(32, 'k'))),
            absl::FromUnixSeconds(100));
  // Amended by its key, under the digest of what stood there.
  misuse.mutable_key_misuse()->set_withdrawn(true);
  const auto amendment = house.Propose(misuse);
  v1::ChangeStatement statement;
  ASSERT_TRUE(statement.ParseFromString(amendment.act.statement));
  EXPECT_EQ(statement.before_sha256(),
            Sha256(image->key_misuse(0).SerializeAsString()).bytes());
  EXPECT_THAT(house.Approve(amendment), IsOk());
  EXPECT_EQ(house.registry->image()->key_misuse_size(), 1);
}

// Law: REG-07, REG-10, REG-11, REG-20, CRT-10, DOM-04, DOM-07, DEF-12.
TEST(RegistryTest, BadActIsRefusedForItsOwnReasonAndChangesNothing) {
  House house;
  house.Register("xa-ca");
  house.Register("xb-ca");
  ASSERT_THAT(
      house.Approve(house.Propose(StatusDraft(v1::ACT_TERMINATE, "xb-ca"))),
      IsOk());
  ASSERT_THAT(house.Approve(house.Propose(TreatyDraft(false))), IsOk());
  ASSERT_THAT(house.Approve(house.Propose(PackDraft("pack:1", 5))), IsOk());
  v1::Authority by_treaty = MakeTestAuthority("xc-ca");
  by_treaty.set_treaty_id("xa-kz");
  v1::Authority unknown_treaty = MakeTestAuthority("xc-ca");
  unknown_treaty.set_treaty_id("xx");
  v1::Authority of_lasting = MakeTestAuthority("xc-ca");
  of_lasting.set_predecessor_id("xa-ca");
  v1::ChangeDraft groundless = StatusDraft(v1::ACT_TERMINATE, "xa-ca");
  groundless.mutable_status()->clear_ground();
  v1::ChangeDraft rewritten =
      AdmissionDraft(house.registry->image()->authorities(0));
  rewritten.mutable_authority()
      ->mutable_services(0)
      ->mutable_history(0)
      ->set_ground("another");
  v1::ChangeDraft abroad =
      AccreditedDraft(TestDate(2026, 1, 1), TestDate(2027, 1, 1));
  abroad.mutable_authority()->set_country("XA");
  v1::ChangeDraft in_force = PackDraft("pack:1", 6);
  const struct {
    v1::ChangeDraft draft;
    v1::ErrorReason reason;
  } kBad[] = {
      {PackDraft("pack:2", 4), v1::ERROR_REASON_RULES_CONTRADICT_LAW},
      {PackDraft("pack:2", 5), v1::ERROR_REASON_RULES_OF_SAME_DAY},
      {in_force, v1::ERROR_REASON_RULES_IN_FORCE},
      {AccreditedDraft(TestDate(2026, 1, 1), TestDate(2029, 1, 2)),
       v1::ERROR_REASON_ACCREDITATION_TOO_LONG},
      {abroad, v1::ERROR_REASON_REQUEST_MALFORMED},
      {AdmissionDraft(by_treaty), v1::ERROR_REASON_TREATY_NOT_RATIFIED},
      {AdmissionDraft(unknown_treaty), v1::ERROR_REASON_TREATY_UNKNOWN},
      {AdmissionDraft(of_lasting), v1::ERROR_REASON_NOT_TERMINATED},
      {groundless, v1::ERROR_REASON_GROUND_MISSING},
      {rewritten, v1::ERROR_REASON_HISTORY_REWRITTEN},
      {StatusDraft(v1::ACT_RESUME, "xa-ca"), v1::ERROR_REASON_NOT_SUSPENDED},
      {StatusDraft(v1::ACT_RESUME, "xb-ca"),
       v1::ERROR_REASON_AUTHORITY_TERMINATED},
      {StatusDraft(v1::ACT_ARCHIVE, "xa-ca"), v1::ERROR_REASON_NOT_TERMINATED},
      {StatusDraft(v1::ACT_ARCHIVE, "xb-ca"),
       v1::ERROR_REASON_RETENTION_NOT_OVER},
  };
  const std::string before = house.Fingerprint();
  for (const auto& bad : kBad) {
    EXPECT_THAT(house.registry->Propose(bad.draft, house.registrar),
                HasReason(bad.reason));
    EXPECT_EQ(house.Fingerprint(), before);
  }
  EXPECT_THAT(house.registry->Propose(
                  AccreditedDraft(TestDate(2026, 1, 1), TestDate(2029, 1, 1)),
                  house.registrar),
              IsOk());
}

// Law: REG-10, REG-17.
TEST(RegistryTest, TerminatedAuthorityComesBackAsANewRecordAlone) {
  House house;
  const TestIdentity root = MakeTestRoot("again");
  ASSERT_THAT(house.Approve(house.Propose(
                  AdmissionDraft(MakeTestAuthority("xa-ca", root)))),
              IsOk());
  ASSERT_THAT(
      house.Approve(house.Propose(StatusDraft(v1::ACT_TERMINATE, "xa-ca"))),
      IsOk());
  house.clock.Advance(absl::Hours(1));
  v1::Authority again = MakeTestAuthority("xa-ca-2", root);
  EXPECT_THAT(house.registry->Propose(AdmissionDraft(again), house.registrar),
              HasReason(v1::ERROR_REASON_ANCHOR_REGISTERED));
  again.set_predecessor_id("xa-ca");
  ASSERT_THAT(house.Approve(house.Propose(AdmissionDraft(again))), IsOk());
  EXPECT_EQ(house.StatusNow("xa-ca"), ServiceStatus::kTerminated);
  EXPECT_EQ(house.StatusNow("xa-ca-2"), ServiceStatus::kActive);
  EXPECT_EQ(
      house.publisher.Current()->FindService("xa-ca-2-sign")->predecessor_id,
      "xa-ca");
}

TEST(RegistryTest, OfTwoOfficersAtOnceOneWins) {
  House house;
  const House::Proposed proposals[] = {
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca"))),
      house.Propose(AdmissionDraft(MakeTestAuthority("xb-ca")))};
  absl::StatusOr<int64_t> results[2] = {0, 0};
  std::vector<std::thread> officers;
  for (int i = 0; i < 2; ++i) {
    officers.emplace_back([&, i] { results[i] = house.Approve(proposals[i]); });
  }
  for (std::thread& officer : officers) {
    officer.join();
  }
  const int loser = results[0].ok() ? 1 : 0;
  EXPECT_THAT(results[1 - loser], IsOkAndHolds(2));
  EXPECT_THAT(results[loser], StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(results[loser], HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
  EXPECT_EQ(house.registry->image()->authorities_size(), 1);
}

// Where the list is required no registration without an entry takes effect, not
// even one proposed before it was.
// Law: REG-23.
TEST(RegistryTest, NothingIsActivatedWithoutAnEntryOfTheApprovedList) {
  House house;
  const House::Proposed early =
      house.Propose(AdmissionDraft(MakeTestAuthority("xa-ca")));
  SnapshotPublisher publisher;
  auto strict = Registry::Open(
      {house.clock, house.store, house.reader, publisher,
       [](int size) { return std::string(static_cast<size_t>(size), 'z'); }},
      {absl::Hours(1), ListReference::kRequired}, Registry::Bootstrap());
  ASSERT_THAT(strict, IsOk());
  house.registry = *std::move(strict);
  const std::string before = house.Fingerprint();
  EXPECT_THAT(house.Approve(early),
              HasReason(v1::ERROR_REASON_LIST_REFERENCE_MISSING));
  v1::Authority authority = MakeTestAuthority("xb-ca");
  EXPECT_THAT(
      house.registry->Propose(AdmissionDraft(authority), house.registrar),
      HasReason(v1::ERROR_REASON_LIST_REFERENCE_MISSING));
  EXPECT_EQ(house.Fingerprint(), before);
  authority.set_interstate_list_ref("order 12, entry 3");
  EXPECT_THAT(house.Approve(house.Propose(AdmissionDraft(authority))), IsOk());
}

}  // namespace
}  // namespace kepil

#include "services/gateway/trust_list.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_policies.h"
#include "tests/support/fake_clock.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/memory_registry_store.h"
#include "tests/support/registry_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

// A registry in which two officers act; day 0 is that of its bootstrap.
struct House {
  FakeClock clock;
  const absl::Time day_0 = clock.Now();
  MemoryRegistryStore store;
  PlainCertificateReader reader;
  SnapshotPublisher publisher;
  storage::v1::RegistryImage officers = MakeTestRegistryImage();
  char next_random = 'a';
  std::unique_ptr<Registry> registry;
  std::unique_ptr<TrustList> list;

  explicit House(std::vector<v1::RuleFile> rules = {}) {
    Registry::Bootstrap bootstrap;
    bootstrap.officers = {officers.principals(0), officers.principals(1)};
    bootstrap.rules = std::move(rules);
    auto opened = Registry::Open(
        {clock, store, reader, publisher,
         [this](int size) {
           return std::string(static_cast<size_t>(size), next_random++);
         }},
        Registry::Options(), bootstrap);
    KEPIL_CHECK(opened.ok());
    registry = *std::move(opened);
    list = std::make_unique<TrustList>(TrustList::Rooms{
        clock, *registry,
        [this] { return *RuleLibrary::Compile(*registry->image()); }});
  }
  absl::Time Day(int day) const { return day_0 + absl::Hours(24) * day; }
  void GoTo(int day) { clock.Advance(Day(day) - clock.Now()); }
  void Make(const v1::ChangeDraft& draft) {
    const auto change = registry->Propose(draft, officers.principals(0));
    ASSERT_THAT(change, IsOk());
    v1::ChangeStatement statement;
    ASSERT_TRUE(statement.ParseFromString(change->statement()));
    ASSERT_THAT(registry->Apply(statement.change_id(),
                                {change->statement(), "signature"},
                                officers.principals(1)),
                IsOk());
  }
  // What was known on `recorded` about `legal`.
  absl::StatusOr<v1::GetAuthorityResponse> AsOf(int legal, int recorded) const {
    v1::GetAuthorityRequest request;
    request.set_authority_id("xa-ca");
    request.mutable_at()->set_seconds(absl::ToUnixSeconds(Day(legal)));
    request.mutable_recorded_at()->set_seconds(
        absl::ToUnixSeconds(Day(recorded)));
    return list->Get(request, Audience::kOfficial);
  }
};

// Registered on day 10, suspended from day 20 to 30; on day 40 it is recorded
// that it ended on day 15. What was known before that day stays as it was.
// Law: REG-20.
TEST(TrustListTest, AsOfKeepsLegalAndRecordTimeApart) {
  House house;
  house.GoTo(10);
  house.Make(AdmissionDraft(MakeTestAuthority("xa-ca")));
  house.GoTo(20);
  // Suspensions are of one officer, but two can make them as well.
  v1::ChangeDraft suspension =
      StatusDraft(v1::ACT_SUSPEND, "xa-ca", absl::ToUnixSeconds(house.Day(30)));
  house.Make(suspension);
  house.GoTo(40);
  v1::ChangeDraft end = StatusDraft(v1::ACT_TERMINATE, "xa-ca");
  end.mutable_status()->set_backdated(true);
  end.mutable_status()->mutable_from()->set_seconds(
      absl::ToUnixSeconds(house.Day(15)));
  house.Make(end);
  house.GoTo(50);

  const auto unlisted = v1::SERVICE_STATUS_UNSPECIFIED;
  const auto active = v1::SERVICE_STATUS_ACTIVE;
  const auto suspended = v1::SERVICE_STATUS_SUSPENDED;
  const auto terminated = v1::SERVICE_STATUS_TERMINATED;
  const struct {
    int legal, recorded;
    v1::ServiceStatus status;
  } kTable[] = {
      {9, 10, unlisted},    {12, 10, active},     {25, 10, active},
      {12, 20, active},     {25, 20, suspended},  {35, 20, active},
      {12, 39, active},     {17, 39, active},     {25, 39, suspended},
      {35, 39, active},     {12, 40, active},     {14, 40, active},
      {15, 40, terminated}, {17, 40, terminated}, {25, 40, terminated},
      {35, 50, terminated}, {9, 50, unlisted},    {12, 50, active},
  };
  for (const auto& row : kTable) {
    const auto known = house.AsOf(row.legal, row.recorded);
    ASSERT_THAT(known, IsOk());
    EXPECT_EQ(known->authority().status(), row.status)
        << "legal " << row.legal << " recorded " << row.recorded;
    ASSERT_EQ(known->authority().statuses_size(), 1);
    EXPECT_EQ(known->authority().statuses(0), row.status);
  }
  // Before its admission it was not known; before the first record nothing is.
  EXPECT_THAT(house.AsOf(12, 9), HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
  EXPECT_THAT(house.AsOf(12, -1), HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
  EXPECT_EQ(house.AsOf(12, 39)->version(), 3);
  EXPECT_EQ(house.AsOf(12, 50)->version(), 4);

  v1::ListAuthoritiesRequest all;
  all.mutable_at()->set_seconds(absl::ToUnixSeconds(house.Day(17)));
  EXPECT_EQ(house.list->List(all, Audience::kOfficial)->authorities(0).status(),
            terminated);
  all.mutable_recorded_at()->set_seconds(absl::ToUnixSeconds(house.Day(39)));
  EXPECT_EQ(house.list->List(all, Audience::kOfficial)->authorities(0).status(),
            active);
  all.mutable_recorded_at()->set_nanos(-1);
  EXPECT_THAT(house.list->List(all, Audience::kOfficial),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(TrustListTest, TellsHowLongATerminatedAuthorityIsKept) {
  House house;
  house.Make(AdmissionDraft(MakeTestAuthority("xa-ca")));
  EXPECT_FALSE(house.AsOf(0, 0)->authority().has_retained_until());
  house.Make(StatusDraft(v1::ACT_TERMINATE, "xa-ca"));
  const absl::CivilDay today =
      absl::ToCivilDay(house.clock.Now(), absl::UTCTimeZone());
  EXPECT_EQ(house.AsOf(0, 0)->authority().retained_until().year(),
            today.year() + 5);
}

// Law: REG-07, DEC-07.
TEST(TrustListTest, ListsRecordsOfLawAndWhichRulesApply) {
  const LegalRules law = {CompileTestRules(TestRulesMessage()),
                          CompileTestCalendar(TestCalendarMessage())};
  v1::RulePack later = TestRulesMessage();
  later.set_urn("urn:kepil:rules:kz:2");
  *later.mutable_in_force() = TestDate(2999, 1, 1);
  const RulePackRef next = CompileTestRules(later);
  House house({TestOfficerRule(), RulePackRecord(*law.pack),
               CalendarRecord(*law.calendar), RulePackRecord(*next)});
  v1::ChangeDraft draft;
  draft.set_act(v1::ACT_APPROVE);
  draft.mutable_treaty()->set_id("xa-kz");
  draft.mutable_treaty()->set_title("Agreement");
  draft.mutable_treaty()->add_parties("XA");
  house.GoTo(1);
  house.Make(draft);
  const auto now = house.list->LegalRecords(v1::ListLegalRecordsRequest());
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->treaties_size(), 1);
  ASSERT_EQ(now->rules_size(), 4);
  EXPECT_EQ(now->rules(0).kind(), v1::RULE_KIND_LEGAL_CALENDAR);
  EXPECT_TRUE(now->rules(0).applied());
  EXPECT_EQ(now->rules(1).kind(), v1::RULE_KIND_VALIDATION_POLICY);
  EXPECT_EQ(now->rules(2).id(), law.pack->urn());
  EXPECT_EQ(now->rules(2).sha256(), law.pack->digest().bytes());
  EXPECT_TRUE(now->rules(2).applied());
  EXPECT_EQ(now->rules(3).id(), next->urn());
  EXPECT_FALSE(now->rules(3).applied());
  v1::ListLegalRecordsRequest before;
  before.mutable_recorded_at()->set_seconds(absl::ToUnixSeconds(house.Day(0)));
  EXPECT_EQ(house.list->LegalRecords(before)->treaties_size(), 0);
}

// Law: CRT-25.
TEST(TrustListTest, WhatIsConfidentialByAgreementIsForOfficials) {
  House house;
  v1::Authority authority = MakeTestAuthority("xa-ca");
  authority.add_confidential_fields("decision");
  authority.add_confidential_fields("endpoint_country");
  house.Make(AdmissionDraft(authority));
  v1::GetAuthorityRequest one;
  one.set_authority_id("xa-ca");
  v1::GetSnapshotRequest newest;

  for (const Audience audience : {Audience::kPublic, Audience::kOfficial}) {
    const bool is_told = audience == Audience::kOfficial;
    const auto list = house.list->List(v1::ListAuthoritiesRequest(), audience);
    const auto got = house.list->Get(one, audience);
    ASSERT_THAT(list, IsOk());
    ASSERT_THAT(got, IsOk());
    for (const v1::Authority& told :
         {list->authorities(0).authority(), got->authority().authority()}) {
      EXPECT_EQ(told.decision(), is_told ? authority.decision() : "");
      EXPECT_EQ(told.endpoint_country(), is_told ? "XA" : "");
      EXPECT_EQ(told.legal_name(), authority.legal_name());
      EXPECT_EQ(told.confidential_fields_size(), 2);
    }
    const auto snapshot = house.list->Snapshot(newest, audience);
    if (is_told) {
      EXPECT_THAT(snapshot, IsOk());
    } else {
      EXPECT_THAT(snapshot, HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
    }
  }
}

// Law: CRT-25.
TEST(TrustListTest, OfficialsAreOfficersAuditorsAndInspectors) {
  for (int role = v1::PRINCIPAL_ROLE_UNSPECIFIED; role <= v1::PrincipalRole_MAX;
       ++role) {
    v1::PrincipalRecord caller;
    caller.add_roles(static_cast<v1::PrincipalRole>(role));
    const bool is_official = role == v1::PRINCIPAL_ROLE_REGISTRAR ||
                             role == v1::PRINCIPAL_ROLE_APPROVER ||
                             role == v1::PRINCIPAL_ROLE_AUDITOR ||
                             role == v1::PRINCIPAL_ROLE_INSPECTOR;
    EXPECT_EQ(AudienceOf(caller) == Audience::kOfficial, is_official) << role;
  }
  EXPECT_EQ(AudienceOf(v1::PrincipalRecord()), Audience::kPublic);
}

}  // namespace
}  // namespace kepil

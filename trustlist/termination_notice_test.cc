#include "trustlist/termination_notice.h"

#include "engine/trust/legal_date.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

// The Code is in force from 10 July 2026 on.
struct Bench {
  LegalRules law = {CompileTestRules(TestRulesMessage()),
                    CompileTestCalendar(TestCalendarMessage())};
  absl::Time Start(absl::CivilDay day) const {
    return law.calendar->StartOf(day);
  }
  v1::Authority AuthorityOf(v1::AuthorityKind kind) const {
    v1::Authority authority;
    authority.set_id("kz-ca");
    authority.set_kind(kind);
    v1::TrustService& service = *authority.add_services();
    service.set_id("kz-sign");
    InsertEntry(NewStatusEntry(v1::SERVICE_STATUS_ACTIVE,
                               Start(absl::CivilDay(2026, 1, 1)), "No. 1", {}),
                service);
    return authority;
  }
  // The record once notice was given on `notice` of the end on `end`.
  v1::Authority Terminated(v1::AuthorityKind kind, absl::CivilDay notice,
                           absl::CivilDay end) const {
    v1::StatusChange change;
    change.set_ground("K56(2)");
    change.mutable_from()->set_seconds(absl::ToUnixSeconds(Start(end)));
    const auto after =
        ChangeStatus(AuthorityOf(kind), v1::ACT_TERMINATE, change,
                     {Start(notice) + absl::Hours(9), "change", &law});
    EXPECT_THAT(after, IsOk());
    return after.value_or(v1::Authority());
  }
};

// Law: CAL-12, TRM-01, TRM-02, TRM-06.
TEST(TerminationNoticeTest, DaysFollowTheActOfTheDayOfNotice) {
  const Bench bench;
  const struct {
    v1::AuthorityKind kind;
    absl::CivilDay notice;
    int days_to_end;
    int required;
    bool too_short;
  } kCases[] = {
      {v1::AUTHORITY_KIND_DOMESTIC_CA, absl::CivilDay(2026, 7, 9), 30, 30,
       false},
      {v1::AUTHORITY_KIND_DOMESTIC_CA, absl::CivilDay(2026, 7, 9), 29, 30,
       true},
      {v1::AUTHORITY_KIND_DOMESTIC_CA, absl::CivilDay(2026, 7, 10), 90, 90,
       false},
      {v1::AUTHORITY_KIND_DOMESTIC_CA, absl::CivilDay(2026, 7, 10), 89, 90,
       true},
      {v1::AUTHORITY_KIND_FOREIGN_CA, absl::CivilDay(2026, 7, 10), 1, 0, false},
  };
  for (const auto& c : kCases) {
    const v1::Authority after =
        bench.Terminated(c.kind, c.notice, c.notice + c.days_to_end);
    const v1::StatusEntry& entry = after.services(0).history(1);
    EXPECT_EQ(entry.status(), v1::SERVICE_STATUS_TERMINATION_NOTIFIED);
    EXPECT_EQ(entry.notice_days(), c.required);
    EXPECT_EQ(entry.notice_too_short(), c.too_short);
    EXPECT_EQ(entry.noticed_on().day(), c.notice.day());
    EXPECT_EQ(after.services(0).history(2).notice_days(), 0);
  }
}

// Law: TRM-04.
TEST(TerminationNoticeTest, EndOfADomesticCaStandsInItsRecord) {
  const Bench bench;
  const v1::Authority after =
      bench.Terminated(v1::AUTHORITY_KIND_DOMESTIC_CA,
                       absl::CivilDay(2026, 8, 1), absl::CivilDay(2026, 12, 1));
  ASSERT_TRUE(after.has_termination());
  EXPECT_EQ(DayText(*DayFromProto(after.termination().noticed_on(), "")),
            "2026-08-01");
  EXPECT_EQ(DayText(*DayFromProto(after.termination().effective_on(), "")),
            "2026-12-01");
  EXPECT_FALSE(bench
                   .Terminated(v1::AUTHORITY_KIND_FOREIGN_CA,
                               absl::CivilDay(2026, 8, 1),
                               absl::CivilDay(2026, 12, 1))
                   .has_termination());
}

TEST(TerminationNoticeTest, EndWithinADayCountsFromTheNextOne) {
  const Bench bench;
  v1::StatusChange change;
  change.set_ground("K56(2)");
  const auto after =
      ChangeStatus(bench.AuthorityOf(v1::AUTHORITY_KIND_DOMESTIC_CA),
                   v1::ACT_TERMINATE, change,
                   {bench.Start(absl::CivilDay(2026, 8, 1)) + absl::Hours(9),
                    "c", &bench.law});
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->termination().effective_on().day(), 2);
  EXPECT_TRUE(after->services(0).history(1).notice_too_short());
}

TEST(TerminationNoticeTest, NoticeIsNotOfTomorrowAndTheEndIsNotMoved) {
  const Bench bench;
  v1::StatusChange change;
  change.set_ground("K56(2)");
  *change.mutable_noticed_on() = TestDate(2026, 8, 2);
  change.mutable_from()->set_seconds(
      absl::ToUnixSeconds(bench.Start(absl::CivilDay(2026, 12, 1))));
  const Transition transition = {bench.Start(absl::CivilDay(2026, 8, 1)), "c",
                                 &bench.law};
  v1::Authority authority = bench.AuthorityOf(v1::AUTHORITY_KIND_DOMESTIC_CA);
  EXPECT_THAT(ChangeStatus(authority, v1::ACT_TERMINATE, change, transition),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  change.clear_noticed_on();
  *authority.mutable_termination()->mutable_noticed_on() =
      TestDate(2026, 7, 20);
  *authority.mutable_termination()->mutable_effective_on() =
      TestDate(2026, 11, 1);
  EXPECT_THAT(ChangeStatus(authority, v1::ACT_TERMINATE, change, transition),
              HasReason(v1::ERROR_REASON_TERMINATION_ON_RECORD));
}

}  // namespace
}  // namespace kepil

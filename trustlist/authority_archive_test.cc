#include "trustlist/authority_archive.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_amendment.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

// Registered on 1 January 2026, ended on 1 March 2026.
struct Bench {
  LegalRules law = {CompileTestRules(TestRulesMessage()),
                    CompileTestCalendar(TestCalendarMessage())};
  v1::StatusChange change;
  v1::Authority active, ended;

  Bench() {
    change.set_ground("act 17");
    v1::Authority draft;
    draft.set_id("xa-ca");
    draft.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    draft.add_services()->set_id("xa-sign");
    active = *Admit(nullptr, draft, On(absl::CivilDay(2026, 1, 1)));
    ended = *ChangeStatus(active, v1::ACT_TERMINATE, change,
                          On(absl::CivilDay(2026, 3, 1)));
  }
  Transition On(absl::CivilDay day) const {
    return {law.calendar->StartOf(day), "change", &law};
  }
};

// Law: CRT-10, CRT-11.
TEST(AuthorityArchiveTest, FollowsTheRetentionAndIsFinal) {
  const Bench bench;
  EXPECT_EQ(RetainedUntil(bench.ended, &bench.law), absl::CivilDay(2031, 3, 1));
  EXPECT_EQ(RetainedUntil(bench.active, &bench.law), std::nullopt);
  EXPECT_THAT(
      Archive(bench.active, bench.change, bench.On(absl::CivilDay(2026, 4, 1))),
      HasReason(v1::ERROR_REASON_NOT_TERMINATED));
  EXPECT_THAT(
      Archive(bench.ended, bench.change, bench.On(absl::CivilDay(2031, 3, 1))),
      HasReason(v1::ERROR_REASON_RETENTION_NOT_OVER));
  const auto archived =
      Archive(bench.ended, bench.change, bench.On(absl::CivilDay(2031, 3, 2)));
  ASSERT_THAT(archived, IsOk());
  EXPECT_TRUE(archived->has_archived_at());
  EXPECT_EQ(archived->services(0).history_size(), 2);  // It stays.
  const Transition later = bench.On(absl::CivilDay(2032, 1, 1));
  EXPECT_THAT(Archive(*archived, bench.change, later),
              HasReason(v1::ERROR_REASON_AUTHORITY_ARCHIVED));
  EXPECT_THAT(Admit(&*archived, *archived, later),
              HasReason(v1::ERROR_REASON_AUTHORITY_ARCHIVED));
  EXPECT_THAT(ChangeStatus(*archived, v1::ACT_RESUME, bench.change, later),
              HasReason(v1::ERROR_REASON_AUTHORITY_ARCHIVED));
}

TEST(AuthorityArchiveTest, RulesMayKeepLongerThanFiveYears) {
  Bench bench;
  v1::RulePack seven = TestRulesMessage();
  seven.set_retention_years(7);
  bench.law.pack = CompileTestRules(seven);
  EXPECT_EQ(RetainedUntil(bench.ended, &bench.law), absl::CivilDay(2033, 3, 1));
  EXPECT_THAT(
      Archive(bench.ended, bench.change, bench.On(absl::CivilDay(2031, 3, 2))),
      HasReason(v1::ERROR_REASON_RETENTION_NOT_OVER));
}

TEST(AuthorityArchiveTest, NeedsAGroundAndTheWholeAuthority) {
  const Bench bench;
  v1::StatusChange change;
  const Transition day = bench.On(absl::CivilDay(2031, 3, 2));
  EXPECT_THAT(Archive(bench.ended, change, day),
              HasReason(v1::ERROR_REASON_GROUND_MISSING));
  change.set_ground("act");
  change.set_service_id("xa-sign");
  EXPECT_THAT(Archive(bench.ended, change, day),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

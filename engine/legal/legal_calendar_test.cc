#include "engine/legal/legal_calendar.h"

#include <functional>

#include "engine/trust/legal_date.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

// Civil time of Almaty, by the calendar's offsets.
absl::Time At(int year, int month, int day, int hour, int minute, int second) {
  return TestDay(year, month, day) + absl::Hours(hour) + absl::Minutes(minute) +
         absl::Seconds(second);
}

// Law: CAL-01, CAL-02, CAL-04, CAL-05.
TEST(LegalCalendarTest, EachInstantHasTheRegimeOfItsDay) {
  struct Row {
    absl::Time time;
    v1::LegalRegime regime;
  };
  const Row rows[] = {
      {At(1990, 1, 1, 0, 0, 0), v1::LEGAL_REGIME_NO_REGIME},
      {At(2003, 6, 30, 23, 59, 0), v1::LEGAL_REGIME_NO_REGIME},
      {At(2003, 6, 30, 23, 59, 59), v1::LEGAL_REGIME_NO_REGIME},
      {At(2003, 7, 1, 0, 0, 0), v1::LEGAL_REGIME_LAW370_PRE_TTP},
      {At(2015, 12, 31, 23, 59, 59), v1::LEGAL_REGIME_LAW370_PRE_TTP},
      {At(2016, 1, 1, 0, 0, 0), v1::LEGAL_REGIME_LAW370},
      {At(2026, 7, 9, 23, 59, 59), v1::LEGAL_REGIME_LAW370},
      {At(2026, 7, 10, 0, 0, 0), v1::LEGAL_REGIME_CODE},
      {At(2126, 1, 1, 0, 0, 0), v1::LEGAL_REGIME_CODE},
  };
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  for (const Row& row : rows) {
    EXPECT_EQ(calendar->RegimeAt(row.time), row.regime)
        << absl::FormatTime(row.time, absl::UTCTimeZone());
  }
}

// The instants are those of Almaty, not of UTC, with the offset of their time.
TEST(LegalCalendarTest, CivilTimeFollowsTheOffsetsOfItsTime) {
  const auto utc = [](int year, int month, int day, int hour, int minute) {
    return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute),
                           absl::UTCTimeZone());
  };
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  EXPECT_EQ(calendar->StartOf(absl::CivilDay(2003, 7, 1)),
            utc(2003, 6, 30, 17, 0));  // +07
  EXPECT_EQ(calendar->StartOf(absl::CivilDay(2016, 1, 1)),
            utc(2015, 12, 31, 18, 0));
  EXPECT_EQ(calendar->StartOf(absl::CivilDay(2026, 7, 10)),
            utc(2026, 7, 9, 19, 0));  // +05
  EXPECT_EQ(calendar->StartOf(absl::CivilDay(2024, 2, 29)),
            utc(2024, 2, 28, 18, 0));
  // The hour before 1 March 2024 came twice.
  EXPECT_EQ(calendar->StartOf(absl::CivilDay(2024, 3, 1)),
            utc(2024, 2, 29, 19, 0));
  EXPECT_EQ(calendar->DayOf(utc(2024, 2, 29, 17, 59)),
            absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(calendar->DayOf(utc(2024, 2, 29, 18, 30)),
            absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(calendar->DayOf(utc(2024, 2, 29, 19, 0)),
            absl::CivilDay(2024, 3, 1));
  absl::CivilDay day(2003, 1, 1);
  for (; day < absl::CivilDay(2006, 1, 1); ++day) {
    ASSERT_EQ(calendar->DayOf(calendar->StartOf(day)), day);
    ASSERT_EQ(calendar->DayOf(calendar->StartOf(day) - absl::Seconds(1)),
              day - 1);
  }
}

// Exactly one regime each, and each begins where the other ends.
// Law: CAL-05.
TEST(LegalCalendarTest, RegimesFollowEachOtherWithoutGap) {
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  const absl::Time start = calendar->StartOf(absl::CivilDay(2026, 7, 10));
  for (int i = -200; i < 200; ++i) {
    EXPECT_EQ(calendar->RegimeAt(start + absl::Minutes(17 * i)),
              i < 0 ? v1::LEGAL_REGIME_LAW370 : v1::LEGAL_REGIME_CODE);
  }
  EXPECT_EQ(calendar->RegimeAt(start - absl::Nanoseconds(1)),
            v1::LEGAL_REGIME_LAW370);
}

// Law: CAL-03.
TEST(LegalCalendarTest, WordingOfTheLawIsStaleFrom2018UntilTheCode) {
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  EXPECT_FALSE(calendar->IsWordingStale(At(2018, 5, 15, 23, 59, 59)));
  EXPECT_TRUE(calendar->IsWordingStale(At(2018, 5, 16, 0, 0, 0)));
  EXPECT_TRUE(calendar->IsWordingStale(At(2026, 7, 9, 23, 59, 59)));
  EXPECT_FALSE(calendar->IsWordingStale(At(2026, 7, 10, 0, 0, 0)));
}

// Law: CAL-07, CAL-08.
TEST(LegalCalendarTest, Law256HasDatesOfItsOwn) {
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  EXPECT_FALSE(calendar->MayActsBearEds(At(2026, 1, 10, 23, 59, 59)));
  EXPECT_TRUE(calendar->MayActsBearEds(At(2026, 1, 11, 0, 0, 0)));
  // E is 10 July; these duties begin on the 12th.
  EXPECT_FALSE(
      calendar->AreCybersecurityDutiesInForce(At(2026, 7, 11, 23, 59, 59)));
  EXPECT_TRUE(
      calendar->AreCybersecurityDutiesInForce(At(2026, 7, 12, 0, 0, 0)));
}

// Law: CAL-12.
TEST(LegalCalendarTest, NoticeOfTerminationFollowsTheDayItIsGiven) {
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  EXPECT_EQ(calendar->TerminationNoticeDays(absl::CivilDay(2026, 7, 9), 90),
            30);
  EXPECT_EQ(calendar->TerminationNoticeDays(absl::CivilDay(2026, 7, 10), 90),
            90);
}

void ExpectRefused(
    const std::function<void(v1::LegalCalendar&)>& spoil,
    const std::string& why,
    v1::ErrorReason reason = v1::ERROR_REASON_REQUEST_MALFORMED) {
  v1::LegalCalendar message = TestCalendarMessage();
  spoil(message);
  const auto calendar = LegalCalendar::Compile(message.SerializeAsString());
  EXPECT_THAT(calendar, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(calendar, HasReason(reason));
  EXPECT_THAT(std::string(calendar.status().message()),
              testing::HasSubstr(why));
}

// The delivered draft has no dates of the Code, and none is made up.
// Law: CAL-04.
TEST(LegalCalendarTest, NoDateHasADefault) {
  const auto draft =
      ReadTestRules<v1::LegalCalendar>("kz-calendar.textproto", "");
  EXPECT_THAT(LegalCalendar::Compile(draft.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ExpectRefused([](auto& c) { c.clear_code_published(); }, "code_published");
  ExpectRefused([](auto& c) { c.clear_code_in_force(); }, "code_in_force");
  ExpectRefused([](auto& c) { c.clear_law256_published(); },
                "law256_published");
  ExpectRefused([](auto& c) { c.clear_law256_in_force(); }, "law256_in_force");
  ExpectRefused([](auto& c) { c.clear_law370_in_force(); }, "law370_in_force");
  ExpectRefused([](auto& c) { c.clear_law370_ttp_in_force(); },
                "law370_ttp_in_force");
  ExpectRefused([](auto& c) { c.clear_law370_wording_until(); },
                "law370_wording_until");
  ExpectRefused([](auto& c) { c.clear_term_count(); }, "term_count");
  ExpectRefused([](auto& c) { c.clear_offsets(); }, "offsets");
  ExpectRefused([](auto& c) { c.clear_urn(); }, "urn");
  ExpectRefused([](auto& c) { c.clear_approval(); }, "approved_by");
  ExpectRefused([](auto& c) { c.mutable_approval()->clear_approved_on(); },
                "approved_on");
}

// Six months are six months.
// Law: CAL-04, CAL-07, CAL-09.
TEST(LegalCalendarTest, ContradictingDatesAreRefused) {
  ExpectRefused(
      [](auto& c) { *c.mutable_code_in_force() = TestDate(2026, 7, 9); },
      "K106(1)", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& c) { c.set_term_count(v1::TERM_COUNT_DAY_AFTER); },
                "K106(1)", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused(
      [](auto& c) { *c.mutable_law256_in_force() = TestDate(2026, 7, 10); },
      "A2", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused(
      [](auto& c) { *c.mutable_law370_ttp_in_force() = TestDate(2003, 7, 1); },
      "order", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused(
      [](auto& c) {
        *c.mutable_code_published() = TestDate(2010, 1, 1);
        *c.mutable_code_in_force() = TestDate(2010, 7, 1);
      },
      "order", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& c) { c.mutable_offsets()->SwapElements(0, 1); },
                "offsets");
  ExpectRefused([](auto& c) { c.mutable_offsets(0)->set_seconds(64801); },
                "offsets");
  v1::LegalCalendar later = TestCalendarMessage();
  *later.mutable_code_in_force() = TestDate(2026, 7, 11);
  later.set_term_count(v1::TERM_COUNT_DAY_AFTER);
  EXPECT_THAT(LegalCalendar::Compile(later.SerializeAsString()), IsOk());
}

TEST(LegalCalendarTest, DigestIsOfTheBytesAsRead) {
  const std::string source = TestCalendarMessage().SerializeAsString();
  const LegalCalendarRef calendar = *LegalCalendar::Compile(source);
  EXPECT_EQ(calendar->digest(), Sha256(source));
  EXPECT_EQ(calendar->source(), source);
  EXPECT_THAT(LegalCalendar::Compile("\xff"),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

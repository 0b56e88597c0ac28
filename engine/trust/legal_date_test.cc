#include "engine/trust/legal_date.h"

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

v1::LegalDate Date(int year, int month, int day) {
  v1::LegalDate date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(LegalDateTest, ReadsDaysAndRefusesWhatIsNone) {
  const auto day = DayFromProto(Date(2024, 2, 29), "x");
  ASSERT_THAT(day, IsOk());
  EXPECT_EQ(*day, absl::CivilDay(2024, 2, 29));
  EXPECT_EQ(DayText(*day), "2024-02-29");
  EXPECT_EQ(DayToProto(*day).SerializeAsString(),
            Date(2024, 2, 29).SerializeAsString());
  for (const v1::LegalDate& bad :
       {v1::LegalDate(), Date(2023, 2, 29), Date(2023, 13, 1), Date(2023, 0, 1),
        Date(2023, 1, 0), Date(2023, 1, 32), Date(0, 1, 1), Date(10000, 1, 1),
        Date(-1, 1, 1)}) {
    EXPECT_THAT(DayFromProto(bad, "x"),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << bad.ShortDebugString();
  }
}

// Law: CAL-09.
TEST(LegalDateTest, TermsEndOnTheMatchingDateOrTheLastOfTheMonth) {
  struct Row {
    absl::CivilDay from;
    int months;
    absl::CivilDay end;
  };
  const Row rows[] = {
      {absl::CivilDay(2026, 1, 10), 6, absl::CivilDay(2026, 7, 10)},
      {absl::CivilDay(2023, 8, 31), 6, absl::CivilDay(2024, 2, 29)},
      {absl::CivilDay(2024, 8, 31), 6, absl::CivilDay(2025, 2, 28)},
      {absl::CivilDay(2024, 2, 29), 36, absl::CivilDay(2027, 2, 28)},
      {absl::CivilDay(2024, 2, 29), 48, absl::CivilDay(2028, 2, 29)},
      {absl::CivilDay(2026, 12, 31), 2, absl::CivilDay(2027, 2, 28)},
      {absl::CivilDay(2026, 3, 1), 36, absl::CivilDay(2029, 3, 1)},
      {absl::CivilDay(2026, 3, 1), 0, absl::CivilDay(2026, 3, 1)},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(AddLegalMonths(row.from, row.months), row.end)
        << DayText(row.from) << " + " << row.months;
  }
  EXPECT_EQ(AddLegalYears(absl::CivilDay(2024, 2, 29), 3),
            absl::CivilDay(2027, 2, 28));
}

TEST(LegalDateTest, TermsAreMonotonic) {
  for (const int months : {1, 6, 12, 36, 60}) {
    absl::CivilDay day(2023, 1, 1);
    for (int i = 0; i < 1500; ++i, ++day) {
      EXPECT_LE(AddLegalMonths(day, months), AddLegalMonths(day + 1, months));
      EXPECT_LT(day, AddLegalMonths(day, months));
    }
  }
}

}  // namespace
}  // namespace kepil

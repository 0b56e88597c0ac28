#include "trustlist/legal_timetable.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

v1::RuleFile PackOf(const std::string& urn, const v1::LegalDate& in_force) {
  v1::RulePack pack = TestRulesMessage();
  pack.set_urn(urn);
  *pack.mutable_in_force() = in_force;
  v1::RuleFile rule;
  rule.set_id(urn);
  rule.set_kind(v1::RULE_KIND_RULE_PACK);
  rule.set_content(pack.SerializeAsString());
  return rule;
}

v1::RuleFile CalendarOf(const std::string& urn, const v1::LegalDate& approved) {
  v1::LegalCalendar calendar = TestCalendarMessage();
  calendar.set_urn(urn);
  *calendar.mutable_approval()->mutable_approved_on() = approved;
  v1::RuleFile rule;
  rule.set_id(urn);
  rule.set_kind(v1::RULE_KIND_LEGAL_CALENDAR);
  rule.set_content(calendar.SerializeAsString());
  return rule;
}

// A pack and a calendar of 1 January 2026.
storage::v1::RegistryImage Image() {
  storage::v1::RegistryImage image;
  *image.add_rules() = PackOf("pack:1", TestDate(2026, 1, 1));
  *image.add_rules() = CalendarOf("calendar:1", TestDate(2026, 1, 1));
  return image;
}

absl::Time Noon(int month, int day) {
  return TestDay(2026, month, day) + absl::Hours(12);
}

std::string PackAt(const storage::v1::RegistryImage& image, absl::Time time) {
  const auto timetable = LegalTimetable::Compile(image);
  EXPECT_THAT(timetable, IsOk());
  const LegalRulesRef rules = (*timetable)->RulesAt(time);
  return rules == nullptr ? "none" : rules->pack->urn();
}

// Law: DEC-07.
TEST(LegalTimetableTest, FutureDatedPackIsNotAppliedEarly) {
  storage::v1::RegistryImage image = Image();
  const v1::RuleFile next = PackOf("pack:2", TestDate(2026, 9, 1));
  EXPECT_THAT(CheckLegalRule(next, image, Noon(8, 1)), IsOk());
  *image.add_rules() = next;
  const absl::Time begin = TestDay(2026, 9, 1);  // In Almaty.
  EXPECT_EQ(PackAt(image, begin - absl::Seconds(1)), "pack:1");
  EXPECT_EQ(PackAt(image, begin), "pack:2");
  // Before the first one that one says itself that it is not in force.
  EXPECT_EQ(PackAt(image, TestDay(2025, 12, 31)), "pack:1");
}

TEST(LegalTimetableTest, CalendarAppliesFromItsApproval) {
  storage::v1::RegistryImage image = Image();
  *image.add_rules() = CalendarOf("calendar:2", TestDate(2026, 8, 1));
  const auto timetable = LegalTimetable::Compile(image);
  ASSERT_THAT(timetable, IsOk());
  EXPECT_EQ((*timetable)->RulesAt(Noon(7, 31))->calendar->urn(), "calendar:1");
  EXPECT_EQ((*timetable)->RulesAt(Noon(8, 1))->calendar->urn(), "calendar:2");
}

TEST(LegalTimetableTest, WithoutPackOrCalendarThereAreNoRules) {
  storage::v1::RegistryImage image;
  EXPECT_EQ(PackAt(image, Noon(1, 1)), "none");
  *image.add_rules() = PackOf("pack:1", TestDate(2026, 1, 1));
  EXPECT_EQ(PackAt(image, Noon(1, 1)), "none");
}

// Law: REG-07, REG-20.
TEST(LegalTimetableTest, AppliedRulesAreNeverAltered) {
  const storage::v1::RegistryImage image = Image();
  for (v1::RuleFile altered :
       {PackOf("pack:1", TestDate(2027, 1, 1)),
        CalendarOf("calendar:1", TestDate(2026, 12, 1))}) {
    EXPECT_THAT(CheckLegalRule(altered, image, Noon(8, 1)),
                HasReason(v1::ERROR_REASON_RULES_IN_FORCE));
  }
  // One that does not apply yet may be.
  storage::v1::RegistryImage with_next = image;
  *with_next.add_rules() = PackOf("pack:2", TestDate(2026, 9, 1));
  const v1::RuleFile put_off = PackOf("pack:2", TestDate(2026, 10, 1));
  EXPECT_THAT(CheckLegalRule(put_off, with_next, Noon(8, 31)), IsOk());
  EXPECT_THAT(CheckLegalRule(put_off, with_next, Noon(9, 1)),
              HasReason(v1::ERROR_REASON_RULES_IN_FORCE));
}

// Law: REG-08.
TEST(LegalTimetableTest, TwoOfOneDayAreRefused) {
  EXPECT_THAT(CheckLegalRule(PackOf("pack:2", TestDate(2026, 1, 1)), Image(),
                             Noon(8, 1)),
              HasReason(v1::ERROR_REASON_RULES_OF_SAME_DAY));
  EXPECT_THAT(CheckLegalRule(CalendarOf("calendar:2", TestDate(2026, 1, 1)),
                             Image(), Noon(8, 1)),
              HasReason(v1::ERROR_REASON_RULES_OF_SAME_DAY));
}

// Law: REG-07, CRT-10.
TEST(LegalTimetableTest, PackThatContradictsTheCodeDoesNotEnter) {
  v1::RulePack pack = TestRulesMessage();
  pack.set_urn("pack:2");
  pack.set_retention_years(4);
  *pack.mutable_in_force() = TestDate(2026, 9, 1);
  v1::RuleFile rule;
  rule.set_id("pack:2");
  rule.set_kind(v1::RULE_KIND_RULE_PACK);
  rule.set_content(pack.SerializeAsString());
  EXPECT_THAT(CheckLegalRule(rule, Image(), Noon(8, 1)),
              HasReason(v1::ERROR_REASON_RULES_CONTRADICT_LAW));
  // Nor one that contradicts the calendar that it would apply with.
  pack.set_retention_years(5);
  v1::RuleOverride& late = *pack.add_law370_overrides();
  *late.mutable_from() = TestDate(2026, 7, 1);
  *late.mutable_until() = TestDate(2026, 8, 1);
  *late.mutable_rules() = pack.law370();
  rule.set_content(pack.SerializeAsString());
  EXPECT_THAT(CheckLegalRule(rule, Image(), Noon(8, 1)),
              HasReason(v1::ERROR_REASON_RULES_CONTRADICT_LAW));
}

TEST(LegalTimetableTest, UrnIsTheIdAndOfOneKind) {
  v1::RuleFile renamed = PackOf("pack:2", TestDate(2026, 9, 1));
  renamed.set_id("pack:3");
  EXPECT_THAT(CheckLegalRule(renamed, Image(), Noon(8, 1)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(CheckLegalRule(CalendarOf("pack:1", TestDate(2026, 9, 1)),
                             Image(), Noon(8, 1)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil

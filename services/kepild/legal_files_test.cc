#include "services/kepild/legal_files.h"

#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepild/test_files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_folder.h"

namespace kepil {
namespace {

constexpr char kApproval[] = R"(
approval { approved_by: "Ministry" reference: "1"
           approved_on { year: 2026 month: 2 day: 1 } }
)";
constexpr char kDates[] = R"(
code_published { year: 2026 month: 1 day: 10 }
law256_published { year: 2026 month: 1 day: 10 }
law256_in_force { year: 2026 month: 7 day: 10 }
term_count: TERM_COUNT_MATCHING_DAY
)";

class LegalFilesTest : public testing::Test {
 protected:
  LegalFilesTest() {
    Write("rules.textproto", Draft("kz-rules.textproto") + kApproval +
                                 "in_force { year: 2026 month: 7 day: 10 }");
    WriteCalendar("code_in_force { year: 2026 month: 7 day: 10 }");
    rules_.set_rule_pack_file(Path("rules.textproto"));
    rules_.set_calendar_file(Path("calendar.textproto"));
  }
  static std::string Draft(const std::string& name) {
    std::ifstream in("deploy/rules/" + name);
    return std::string((std::istreambuf_iterator<char>(in)),
                       std::istreambuf_iterator<char>()) +
           "\n";
  }
  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  void Write(const std::string& name, const std::string& text) {
    WriteTestFile(Path(name), text);
  }
  void WriteCalendar(const std::string& code_in_force) {
    Write("calendar.textproto",
          Draft("kz-calendar.textproto") + kApproval + kDates + code_in_force);
  }
  void ExpectRefused(const std::string& why) {
    const auto rules = ReadLegalRules(rules_);
    EXPECT_THAT(rules, HasReason(v1::ERROR_REASON_CONFIG_INVALID));
    EXPECT_THAT(std::string(rules.status().message()), testing::HasSubstr(why));
  }

  TempFolder folder_;
  config::v1::Rules rules_;
};

TEST_F(LegalFilesTest, ReadsBothFiles) {
  const auto rules = ReadLegalRules(rules_);
  ASSERT_THAT(rules, IsOk());
  ASSERT_NE(*rules, nullptr);
  EXPECT_EQ((*rules)->pack->urn(), "urn:kepil:rules:kz:1");
  EXPECT_EQ((*rules)->calendar->code_in_force(), absl::CivilDay(2026, 7, 10));
}

TEST_F(LegalFilesTest, NeitherIsNoLawAndOneAloneIsRefused) {
  config::v1::Rules none;
  const auto rules = ReadLegalRules(none);
  ASSERT_THAT(rules, IsOk());
  EXPECT_EQ(*rules, nullptr);
  rules_.clear_calendar_file();
  ExpectRefused("go together");
}

// Law: CAL-04.
TEST_F(LegalFilesTest, MissingOrContradictingDatesAreRefused) {
  WriteCalendar("");
  ExpectRefused("code_in_force");
  WriteCalendar("code_in_force { year: 2026 month: 7 day: 9 }");
  ExpectRefused("K106(1)");
}

// What is delivered is a draft.
// Law: REG-07.
TEST_F(LegalFilesTest, DeliveredDraftsAreRefused) {
  Write("rules.textproto", Draft("kz-rules.textproto"));
  ExpectRefused("approved_by");
}

TEST_F(LegalFilesTest, UnreadableFilesAreNamed) {
  Write("rules.textproto", "no such field: 1");
  ExpectRefused("rules.textproto: not a RulePack");
  rules_.set_rule_pack_file(Path("none"));
  EXPECT_THAT(ReadLegalRules(rules_),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil

#include "services/kepilctl/legal_record_command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/kepilctl/fake_server.h"

namespace kepil {
namespace {

using testing::HasSubstr;

TEST(LegalRecordCommandTest, ListsEachKindOfRecord) {
  FakeServer server;
  int64_t recorded_at = 0;
  server.trust_list.on_ListLegalRecords =
      [&](const v1::ListLegalRecordsRequest& request) {
        recorded_at = request.recorded_at().seconds();
        v1::ListLegalRecordsResponse response;
        v1::Treaty& treaty = *response.add_treaties();
        treaty.set_id("xa-kz");
        treaty.mutable_ratified_on()->set_year(2026);
        treaty.mutable_ratified_on()->set_month(7);
        treaty.mutable_ratified_on()->set_day(1);
        response.add_key_misuse()->set_spki_sha256("\x0a");
        response.add_special_cas()->set_id("special");
        response.mutable_special_cas(0)->add_subjects("no name");
        v1::RuleInfo& rule = *response.add_rules();
        rule.set_kind(v1::RULE_KIND_RULE_PACK);
        rule.set_sha256("\x0b");
        rule.set_applied(true);
        return response;
      };
  const auto run = [&](const std::string& noun) {
    EXPECT_EQ(server.Run(LegalRecordCommands(), {noun, "list", "--json"}),
              ExitCode::kYes);
    return server.out;
  };
  EXPECT_THAT(run("treaty"), HasSubstr("\"ratified_on\":\"2026-07-01\""));
  EXPECT_THAT(run("misuse"), HasSubstr("\"key_sha256\":\"0a\""));
  EXPECT_THAT(run("special-ca"), HasSubstr("unreadable name"));
  const std::string rules = run("rules");
  EXPECT_THAT(rules, HasSubstr("\"kind\":\"rule pack\""));
  EXPECT_THAT(rules, HasSubstr("\"sha256\":\"0b\""));
  EXPECT_THAT(rules, HasSubstr("\"applied\":true"));
  EXPECT_EQ(server.Run(LegalRecordCommands(),
                       {"treaty", "list", "--recorded-at", "1970-01-02"}),
            ExitCode::kYes);
  EXPECT_EQ(recorded_at, 86400);
}

}  // namespace
}  // namespace kepil

#include "engine/legal/legal_rules.h"

#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

TEST(LegalRulesTest, CompilesBothAndHoldsThemAgainstEachOther) {
  const std::string calendar = TestCalendarMessage().SerializeAsString();
  v1::RulePack pack = TestRulesMessage();
  const auto rules = LegalRules::Compile(pack.SerializeAsString(), calendar);
  ASSERT_THAT(rules, IsOk());
  EXPECT_EQ((*rules)->pack->urn(), "urn:kepil:rules:kz:1");
  EXPECT_EQ((*rules)->calendar->urn(), "urn:kepil:calendar:kz:1");
  EXPECT_THAT(LegalRules::Compile("", calendar),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(LegalRules::Compile(pack.SerializeAsString(), ""),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  v1::RuleOverride& late = *pack.add_law370_overrides();
  *late.mutable_from() = TestDate(2026, 7, 1);
  *late.mutable_until() = TestDate(2026, 8, 1);
  *late.mutable_rules() = pack.law370();
  EXPECT_THAT(LegalRules::Compile(pack.SerializeAsString(), calendar),
              HasReason(v1::ERROR_REASON_RULES_CONTRADICT_LAW));
}

}  // namespace
}  // namespace kepil

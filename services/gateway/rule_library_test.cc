#include "services/gateway/rule_library.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/test_policies.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(RuleLibraryTest, FindsAPolicyByUrnAndByOid) {
  const auto library = RuleLibrary::Compile(
      TestImageOf({TestOfficerRule(), TestCrossBorderRule()}));
  ASSERT_THAT(library, IsOk());
  EXPECT_EQ((*library)->version(), 7);
  const auto by_urn = (*library)->Find(kCrossBorderPolicy);
  const auto by_oid = (*library)->Find(kCrossBorderOid);
  ASSERT_THAT(by_urn, IsOk());
  ASSERT_THAT(by_oid, IsOk());
  EXPECT_EQ(by_urn->get(), by_oid->get());
  EXPECT_EQ((*by_urn)->source(), TestCrossBorderRule().content());
}

TEST(RuleLibraryTest, UnknownPolicyIsNotFound) {
  for (const char* id : {"", "urn:kepil:policy:other:1", "2.25.1.3"}) {
    const auto found = MakeTestRules()->Find(id);
    EXPECT_THAT(found, StatusIs(absl::StatusCode::kNotFound)) << id;
    EXPECT_THAT(found, HasReason(v1::ERROR_REASON_POLICY_UNKNOWN)) << id;
  }
}

TEST(RuleLibraryTest, ListsByUrn) {
  const auto library = RuleLibrary::Compile(
      TestImageOf({TestOfficerRule(), TestCrossBorderRule()}));
  ASSERT_THAT(library, IsOk());
  const std::vector<ValidationPolicyRef> all = (*library)->All();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->urn(), kCrossBorderPolicy);
  EXPECT_EQ(all[1]->urn(), kOfficerPolicy);
}

TEST(RuleLibraryTest, RefusesARecordUnderAnotherIdThanItsUrn) {
  v1::RuleFile rule = TestCrossBorderRule();
  rule.set_id("urn:kepil:policy:cross-border:2");
  EXPECT_THAT(RuleLibrary::Compile(TestImageOf({rule})),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RuleLibraryTest, RefusesTwoPoliciesOfOneUrnOrOid) {
  v1::ValidationPolicy policy;
  ASSERT_TRUE(policy.ParseFromString(TestCrossBorderRule().content()));
  policy.set_urn("urn:kepil:policy:cross-border:2");
  v1::RuleFile same_oid;
  same_oid.set_id(policy.urn());
  same_oid.set_content(policy.SerializeAsString());
  for (const v1::RuleFile& other : {same_oid, TestCrossBorderRule()}) {
    EXPECT_THAT(
        RuleLibrary::Compile(TestImageOf({TestCrossBorderRule(), other})),
        HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

TEST(RuleLibraryTest, RefusesWhatDoesNotCompile) {
  v1::RuleFile rule = TestCrossBorderRule();
  rule.set_content("no message");
  EXPECT_THAT(RuleLibrary::Compile(TestImageOf({rule})),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(RuleLibraryTest, RulePacksAndCalendarsAreNoPolicies) {
  const LegalRules law = {CompileTestRules(TestRulesMessage()),
                          CompileTestCalendar(TestCalendarMessage())};
  const auto library = MakeTestRules(&law);
  EXPECT_EQ(library->All().size(), 2u);
  EXPECT_THAT(library->Find(law.pack->urn()),
              HasReason(v1::ERROR_REASON_POLICY_UNKNOWN));
  const LegalRulesRef applied = library->LegalRulesAt(TestDay(2026, 8, 1));
  ASSERT_NE(applied, nullptr);
  EXPECT_EQ(applied->pack->digest(), law.pack->digest());
  EXPECT_EQ(applied->calendar->digest(), law.calendar->digest());
  EXPECT_EQ(MakeTestRules()->LegalRulesAt(TestDay(2026, 8, 1)), nullptr);
}

}  // namespace
}  // namespace kepil

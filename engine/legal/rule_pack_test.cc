#include "engine/legal/rule_pack.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

void ExpectRefused(
    const std::function<void(v1::RulePack&)>& spoil, const std::string& why,
    v1::ErrorReason reason = v1::ERROR_REASON_REQUEST_MALFORMED) {
  v1::RulePack message = TestRulesMessage();
  spoil(message);
  const auto rules = RulePack::Compile(message.SerializeAsString());
  EXPECT_THAT(rules, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(rules, HasReason(reason));
  EXPECT_THAT(std::string(rules.status().message()), testing::HasSubstr(why));
}

// What the Code fixes, no pack can change.
// Law: DEF-11, CRT-10, DOM-07, TRM-02, REG-05, REG-09.
TEST(RulePackTest, ContradictionOfTheCodeIsRefused) {
  ExpectRefused([](auto& r) { r.set_retention_years(4); }, "K55(7)",
                v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& r) { r.clear_retention_years(); }, "K55(7)",
                v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& r) { r.set_accreditation_years(4); }, "K54(3)",
                v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& r) { r.clear_accreditation_years(); }, "K54(3)",
                v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused([](auto& r) { r.set_termination_notice_days(89); }, "K56(2)",
                v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  ExpectRefused(
      [](auto& r) {
        r.mutable_code()->set_registered_ttp_meets_condition_4(
            v1::LEGAL_CHOICE_YES);
      },
      "K49(2)(4)", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  // REG-09.
  ExpectRefused(
      [](auto& r) {
        r.mutable_code()->set_registration_instant(v1::DECISIVE_INSTANT_ISSUE);
      },
      "registration_instant", v1::ERROR_REASON_RULES_CONTRADICT_LAW);
  v1::RulePack cited = TestRulesMessage();
  cited.mutable_code()->set_registered_ttp_meets_condition_4(
      v1::LEGAL_CHOICE_YES);
  cited.mutable_code()->set_registered_ttp_citation("Order No. 1");
  cited.set_retention_years(6);
  cited.set_accreditation_years(2);
  cited.set_termination_notice_days(91);
  EXPECT_THAT(RulePack::Compile(cited.SerializeAsString()), IsOk());
}

// Nothing unapproved; the delivered draft is not.
// Law: REG-07.
TEST(RulePackTest, UnapprovedPackIsRefused) {
  const auto draft = ReadTestRules<v1::RulePack>("kz-rules.textproto", "");
  EXPECT_THAT(RulePack::Compile(draft.SerializeAsString()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ExpectRefused([](auto& r) { r.mutable_approval()->clear_approved_by(); },
                "approved_by");
  ExpectRefused([](auto& r) { r.mutable_approval()->clear_reference(); },
                "reference");
  ExpectRefused([](auto& r) { r.mutable_approval()->clear_approved_on(); },
                "approved_on");
  ExpectRefused([](auto& r) { r.clear_in_force(); }, "in_force");
}

// Choices are made in so many words.
// Law: CAL-06.
TEST(RulePackTest, ChoiceThatIsNotMadeIsRefused) {
  ExpectRefused([](auto& r) { r.clear_law370(); }, "law370");
  ExpectRefused([](auto& r) { r.clear_code(); }, "code");
  ExpectRefused(
      [](auto& r) { r.mutable_code()->clear_honour_pre_code_registrations(); },
      "code");
  ExpectRefused(
      [](auto& r) { r.mutable_code()->clear_honour_pre_code_accreditations(); },
      "code");
  ExpectRefused(
      [](auto& r) {
        r.mutable_code()->clear_registered_ttp_meets_condition_4();
      },
      "code");
  ExpectRefused(
      [](auto& r) { r.mutable_code()->clear_accreditation_instant(); }, "code");
  ExpectRefused(
      [](auto& r) { r.mutable_law370()->clear_registration_instant(); },
      "law370");
  ExpectRefused([](auto& r) { r.mutable_law370()->clear_accrediting_bodies(); },
                "law370");
  ExpectRefused(
      [](auto& r) {
        r.mutable_law370()->set_honour_pre_code_registrations(
            v1::LEGAL_CHOICE_YES);
      },
      "only the Code");
}

TEST(RulePackTest, MalformedListsAreRefused) {
  ExpectRefused([](auto& r) { r.mutable_document_classes(0)->set_name("a b"); },
                "document_classes");
  ExpectRefused(
      [](auto& r) { *r.add_document_classes() = r.document_classes(0); },
      "document_classes");
  ExpectRefused(
      [](auto& r) { r.mutable_document_classes(0)->clear_expresses_intent(); },
      "document_classes");
  ExpectRefused([](auto& r) { r.add_person_attributes("1.x"); },
                "person_attributes");
  const auto profile = [](auto change) {
    return [change](v1::RulePack& r) {
      v1::CertificateProfile& item = *r.add_profiles();
      item.set_source("policy");
      item.set_kind(v1::SIGNER_KIND_NATURAL);
      item.set_policy_oid("1.2.3");
      change(item);
    };
  };
  ExpectRefused(profile([](auto& p) { p.clear_source(); }), "source");
  ExpectRefused(profile([](auto& p) { p.clear_kind(); }), "kind");
  ExpectRefused(profile([](auto& p) { p.set_policy_oid("x"); }), "OID");
  ExpectRefused(profile([](auto& p) { p.add_amount_limits("1 kzt"); }),
                "amount");
  ExpectRefused(profile([](auto& p) {
                  p.add_amount_limits("1 KZT");
                  p.add_amount_limits("2 KZT");
                }),
                "amount");
}

// An override holds for its days alone.
// Law: CAL-03.
TEST(RulePackTest, OverrideHoldsForItsDaysOnly) {
  v1::RulePack message = TestRulesMessage();
  v1::RuleOverride& item = *message.add_law370_overrides();
  *item.mutable_from() = TestDate(2020, 7, 1);
  *item.mutable_until() = TestDate(2021, 7, 1);
  *item.mutable_rules() = message.law370();
  item.mutable_rules()->set_registration_instant(
      v1::DECISIVE_INSTANT_SIGNATURE);
  const RulePackRef rules = CompileTestRules(message);
  const auto instant = [&](absl::CivilDay day) {
    return rules->RulesFor(v1::LEGAL_REGIME_LAW370, day).registration_instant();
  };
  EXPECT_EQ(instant(absl::CivilDay(2020, 6, 30)), v1::DECISIVE_INSTANT_BOTH);
  EXPECT_EQ(instant(absl::CivilDay(2020, 7, 1)),
            v1::DECISIVE_INSTANT_SIGNATURE);
  EXPECT_EQ(instant(absl::CivilDay(2021, 6, 30)),
            v1::DECISIVE_INSTANT_SIGNATURE);
  EXPECT_EQ(instant(absl::CivilDay(2021, 7, 1)), v1::DECISIVE_INSTANT_BOTH);
  const LegalCalendarRef calendar = CompileTestCalendar(TestCalendarMessage());
  EXPECT_THAT(CheckRulesAgainstCalendar(*rules, *calendar), IsOk());

  *message.add_law370_overrides() = item;
  EXPECT_THAT(RulePack::Compile(message.SerializeAsString()),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  message.mutable_law370_overrides()->RemoveLast();
  *message.mutable_law370_overrides(0)->mutable_until() = TestDate(2026, 7, 11);
  EXPECT_THAT(CheckRulesAgainstCalendar(*CompileTestRules(message), *calendar),
              HasReason(v1::ERROR_REASON_RULES_CONTRADICT_LAW));
}

// Another pack has another digest.
// Law: REG-07.
TEST(RulePackTest, DigestIsOfTheBytes) {
  v1::RulePack message = TestRulesMessage();
  const Digest before = CompileTestRules(message)->digest();
  EXPECT_EQ(before, Sha256(message.SerializeAsString()));
  message.set_retention_years(7);
  EXPECT_NE(CompileTestRules(message)->digest(), before);
}

TEST(RulePackTest, FindsDocumentClasses) {
  const RulePackRef rules = CompileTestRules(TestRulesMessage());
  ASSERT_NE(rules->FindDocumentClass("EXTRACT"), nullptr);
  EXPECT_EQ(rules->FindDocumentClass("EXTRACT")->expresses_intent(),
            v1::LEGAL_CHOICE_NO);
  EXPECT_EQ(rules->FindDocumentClass("extract"), nullptr);
}

}  // namespace
}  // namespace kepil

#include "trustlist/authority_amendment.h"

#include <functional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_lifecycle.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'785'000'000);

v1::Accreditation Accredited(const v1::LegalDate& from,
                             const v1::LegalDate& until,
                             v1::AccreditingBody body) {
  v1::Accreditation accreditation;
  *accreditation.mutable_from() = from;
  *accreditation.mutable_until() = until;
  accreditation.set_body(body);
  return accreditation;
}

v1::Authority Draft(const std::string& id = "kz-ca") {
  v1::Authority authority;
  authority.set_id(id);
  authority.set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  authority.set_decision("No. 1");
  authority.add_services()->set_id(id + "-sign");
  return authority;
}

v1::Authority Admitted(const v1::Authority& draft, const LegalRules* law) {
  const auto admitted = Admit(nullptr, draft, {kNow, "c", law});
  EXPECT_THAT(admitted, IsOk());
  return admitted.value_or(v1::Authority());
}

v1::Authority Terminated(const v1::Authority& authority) {
  v1::StatusChange change;
  change.set_ground("ended");
  const auto after =
      ChangeStatus(authority, v1::ACT_TERMINATE, change, {kNow, "c"});
  EXPECT_THAT(after, IsOk());
  return after.value_or(v1::Authority());
}

// The Code is in force from 10 July 2026 on; it knows the cybersecurity body
// alone, the Law the other one alone.
// Law: DOM-06.
TEST(AuthorityAmendmentTest, AccreditationIsByTheBodyOfItsDay) {
  const LegalRules law = {CompileTestRules(TestRulesMessage()),
                          CompileTestCalendar(TestCalendarMessage())};
  const auto old_body = v1::ACCREDITING_BODY_INFORMATISATION;
  const auto new_body = v1::ACCREDITING_BODY_CYBERSECURITY;
  const struct {
    v1::LegalDate from;
    v1::AccreditingBody body;
    bool competent;
  } kCases[] = {{TestDate(2026, 7, 9), old_body, true},
                {TestDate(2026, 7, 9), new_body, false},
                {TestDate(2026, 7, 10), old_body, false},
                {TestDate(2026, 7, 10), new_body, true}};
  for (const auto& c : kCases) {
    v1::Authority draft = Draft();
    *draft.add_accreditations() =
        Accredited(c.from, TestDate(2027, 1, 1), c.body);
    const auto admitted = Admit(nullptr, draft, {kNow, "c", &law});
    if (c.competent) {
      EXPECT_THAT(admitted, IsOk());
    } else {
      EXPECT_THAT(admitted,
                  HasReason(v1::ERROR_REASON_ACCREDITED_BY_WRONG_BODY));
    }
    EXPECT_THAT(Admit(nullptr, draft, {kNow, "c"}), IsOk());  // Not judged.
  }
}

// Law: DOM-07.
TEST(AuthorityAmendmentTest, RulesMayAllowLessThanThreeYears) {
  v1::RulePack two_years = TestRulesMessage();
  two_years.set_accreditation_years(2);
  const LegalRules law = {CompileTestRules(two_years),
                          CompileTestCalendar(TestCalendarMessage())};
  v1::Authority draft = Draft();
  *draft.add_accreditations() =
      Accredited(TestDate(2026, 8, 1), TestDate(2028, 8, 1),
                 v1::ACCREDITING_BODY_CYBERSECURITY);
  EXPECT_THAT(Admit(nullptr, draft, {kNow, "c", &law}), IsOk());
  *draft.mutable_accreditations(0)->mutable_until() = TestDate(2028, 8, 2);
  EXPECT_THAT(Admit(nullptr, draft, {kNow, "c", &law}),
              HasReason(v1::ERROR_REASON_ACCREDITATION_TOO_LONG));
}

// Law: REG-20, DOM-07.
TEST(AuthorityAmendmentTest, WhatIsOnRecordIsAddedToAndNotRewritten) {
  v1::Authority draft = Draft();
  *draft.add_accreditations() =
      Accredited(TestDate(2025, 1, 1), TestDate(2026, 1, 1),
                 v1::ACCREDITING_BODY_INFORMATISATION);
  *draft.mutable_termination()->mutable_noticed_on() = TestDate(2026, 7, 20);
  *draft.mutable_termination()->mutable_effective_on() = TestDate(2027, 1, 1);
  const v1::Authority before = Admitted(draft, nullptr);

  v1::Authority renewed = before;
  *renewed.mutable_accreditations(0)->mutable_withdrawn_on() =
      TestDate(2025, 9, 1);
  *renewed.add_accreditations() =
      Accredited(TestDate(2026, 7, 20), TestDate(2027, 1, 1),
                 v1::ACCREDITING_BODY_CYBERSECURITY);
  renewed.mutable_termination()->add_transfers()->set_serial("\x01");
  EXPECT_THAT(Admit(&before, renewed, {kNow, "c"}), IsOk());

  const std::vector<std::function<void(v1::Authority&)>> kRewritten = {
      [](auto& a) { a.clear_accreditations(); },
      [](auto& a) {
        *a.mutable_accreditations(0)->mutable_until() = TestDate(2026, 2, 1);
      },
      [](auto& a) { a.clear_termination(); },
      [](auto& a) {
        *a.mutable_termination()->mutable_effective_on() = TestDate(2028, 1, 1);
      },
      [](auto& a) { a.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA); },
      [](auto& a) { a.set_predecessor_id("kz-old"); },
      [](auto& a) { a.clear_services(); },
      [](auto& a) { a.mutable_archived_at()->set_seconds(1); },
  };
  for (const auto& rewrite : kRewritten) {
    v1::Authority after = before;
    rewrite(after);
    EXPECT_THAT(Admit(&before, after, {kNow, "c"}),
                HasReason(v1::ERROR_REASON_HISTORY_REWRITTEN));
  }
  // Once withdrawn it stays so.
  v1::Authority restored = renewed;
  restored.mutable_accreditations(0)->clear_withdrawn_on();
  EXPECT_THAT(Admit(&renewed, restored, {kNow, "c"}),
              HasReason(v1::ERROR_REASON_HISTORY_REWRITTEN));
}

// Law: REG-10.
TEST(AuthorityAmendmentTest, RegistrationIsContinuedOnceItHasEnded) {
  storage::v1::RegistryImage image;
  *image.add_authorities() = Admitted(Draft("kz-old"), nullptr);
  v1::Authority next = Draft("kz-new");
  EXPECT_THAT(CheckPredecessor(next, image, kNow), IsOk());
  next.set_predecessor_id("kz-none");
  EXPECT_THAT(CheckPredecessor(next, image, kNow),
              HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
  next.set_predecessor_id("kz-new");
  EXPECT_THAT(CheckPredecessor(next, image, kNow),
              HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
  next.set_predecessor_id("kz-old");
  EXPECT_THAT(CheckPredecessor(next, image, kNow),
              HasReason(v1::ERROR_REASON_NOT_TERMINATED));
  *image.mutable_authorities(0) = Terminated(image.authorities(0));
  EXPECT_THAT(CheckPredecessor(next, image, kNow - absl::Seconds(1)),
              HasReason(v1::ERROR_REASON_NOT_TERMINATED));
  EXPECT_THAT(CheckPredecessor(next, image, kNow), IsOk());
  *image.add_authorities() = Admitted(next, nullptr);
  v1::Authority another = Draft("kz-other");
  another.set_predecessor_id("kz-old");
  EXPECT_THAT(CheckPredecessor(another, image, kNow),
              HasReason(v1::ERROR_REASON_NOT_TERMINATED));
}

}  // namespace
}  // namespace kepil

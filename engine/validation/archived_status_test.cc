#include "engine/validation/archived_status.h"

#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(24 * 3600 * 20000);
absl::Time Day(int day) { return kStart + absl::Hours(24 * day); }

// A certificate valid from day 0 to day 100.
CertificateRef Subject() {
  TestCertificateSpec spec;
  spec.subject = "CN=Subject";
  spec.key = TestKey::Generate(TestKeyKind::kP256);
  spec.not_before = Day(0);
  spec.not_after = Day(100);
  return *Certificate::FromDer(SelfSignTestCertificate(spec).certificate);
}

// Good, made on `day` for one day.
RevocationAnswer Good(int day) {
  RevocationAnswer answer;
  answer.status.state = RevocationStatus::State::kGood;
  answer.this_update = Day(day);
  answer.next_update = Day(day + 1);
  answer.is_verified = answer.is_acceptable = true;
  return answer;
}

RevocationAnswer Revoked(
    int day, int from,
    RevocationReason reason = RevocationReason::kKeyCompromise) {
  RevocationAnswer answer = Good(day);
  answer.status.state = RevocationStatus::State::kRevoked;
  answer.status.revoked_at = Day(from);
  answer.status.reason = reason;
  return answer;
}

// "good 10" (by an answer of day 10), "revoked 7", "hold 7" or "unknown",
// whatever the order of the answers.
std::string StatusOf(std::vector<RevocationAnswer> answers, absl::Time at) {
  static const CertificateRef subject = Subject();
  std::string first;
  for (int turn = 0; turn < 2; ++turn) {
    const ArchivedVerdict verdict = ArchivedStatusAt(answers, *subject, at);
    const auto day = [](absl::Time time) {
      return std::to_string((time - kStart) / absl::Hours(24));
    };
    std::string text = "unknown";
    if (verdict.state == ArchivedVerdict::State::kRevoked) {
      text = (verdict.on_hold ? "hold " : "revoked ") + day(verdict.revoked_at);
    } else if (verdict.state == ArchivedVerdict::State::kGood) {
      text = "good " + day(verdict.answer->this_update);
    }
    EXPECT_TRUE(turn == 0 || text == first);
    first = text;
    std::reverse(answers.begin(), answers.end());
  }
  return first;
}

// Law: CRT-10.
TEST(ArchivedStatusTest, RevokedFromItsDateOnByAnAnswerOfAnyTime) {
  const std::vector<RevocationAnswer> answers = {Good(3), Revoked(50, 10),
                                                 Revoked(60, 10)};
  EXPECT_EQ(StatusOf(answers, Day(10)), "revoked 10");
  EXPECT_EQ(StatusOf(answers, Day(70)), "revoked 10");
  EXPECT_EQ(StatusOf(answers, Day(3000)), "revoked 10");
  // And not before it.
  EXPECT_EQ(StatusOf(answers, Day(10) - absl::Seconds(1)), "good 60");
  EXPECT_EQ(StatusOf({Revoked(50, 12), Revoked(50, 9)}, Day(20)), "revoked 9");
}

TEST(ArchivedStatusTest, GoodByTheNewestAnswerThatCoversTheTime) {
  const std::vector<RevocationAnswer> answers = {Good(5), Good(10), Good(20)};
  EXPECT_EQ(StatusOf(answers, Day(5)), "good 20");
  EXPECT_EQ(StatusOf(answers, Day(20) + absl::Hours(1)), "good 20");
  EXPECT_EQ(StatusOf(answers, Day(21) + absl::Seconds(1)), "unknown");
  EXPECT_EQ(StatusOf({}, Day(5)), "unknown");
}

TEST(ArchivedStatusTest, WhatCameAfterItsEndSaysNothing) {
  EXPECT_EQ(StatusOf({Good(101)}, Day(50)), "unknown");
  EXPECT_EQ(StatusOf({Good(99), Good(101)}, Day(50)), "good 99");
  EXPECT_EQ(StatusOf({Good(50)}, Day(0) - absl::Seconds(1)), "unknown");
}

TEST(ArchivedStatusTest, AHoldMayEnd) {
  const RevocationAnswer hold =
      Revoked(10, 9, RevocationReason::kCertificateHold);
  EXPECT_EQ(StatusOf({hold}, Day(9)), "hold 9");
  EXPECT_EQ(StatusOf({hold}, Day(8)), "unknown");
  EXPECT_EQ(StatusOf({hold, Good(12)}, Day(11)), "hold 9");
  EXPECT_EQ(StatusOf({hold, Good(12)}, Day(12)), "good 12");
  EXPECT_EQ(StatusOf({hold, Revoked(13, 11)}, Day(12)), "revoked 11");
}

TEST(ArchivedStatusTest, OnlyWhatVerifiesCounts) {
  RevocationAnswer forged = Revoked(10, 5);
  forged.is_verified = forged.is_acceptable = false;
  EXPECT_EQ(StatusOf({forged, Good(10)}, Day(9)), "good 10");
  RevocationAnswer vague = Good(10);
  vague.is_acceptable = false;
  EXPECT_EQ(StatusOf({vague}, Day(9)), "unknown");
  RevocationAnswer partly = Good(10);
  partly.reasons = 2;
  EXPECT_EQ(StatusOf({partly}, Day(9)), "unknown");
}

}  // namespace
}  // namespace kepil

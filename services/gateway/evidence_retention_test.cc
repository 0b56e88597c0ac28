#include "services/gateway/evidence_retention.h"

#include "gtest/gtest.h"
#include "services/gateway/validation_fixture.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

// The fixture's signers are valid for 300 days from 1 January 2026.
struct Bench : ValidationFixture {
  LegalRules law = {CompileTestRules(TestRulesMessage()),
                    CompileTestCalendar(TestCalendarMessage())};
  storage::v1::RegistryImage registry;
  CertificateRef signer = *Certificate::FromDer(foreign_signer.certificate);
  CertificateRef ca = *Certificate::FromDer(foreign_ca.certificate);

  Bench() {
    PublishTrust();
    v1::SnapshotSource source;
    EXPECT_TRUE(source.ParseFromString(snapshot));
    *registry.mutable_authorities() = source.authorities();
  }
  // Of the foreign CA.
  void TerminateOn(absl::CivilDay day) {
    v1::StatusEntry& end =
        *registry.mutable_authorities(0)->mutable_services(0)->add_history();
    end.set_status(v1::SERVICE_STATUS_TERMINATED);
    end.mutable_legal_from()->set_seconds(
        absl::ToUnixSeconds(law.calendar->StartOf(day)));
  }
  absl::CivilDay RetainedUntil(std::vector<CertificateRef> certificates) const {
    return EvidenceRetainedUntil(
        {clock.Now(), std::move(certificates), *publisher.Current(), registry},
        &law);
  }
};

// Law: CRT-10.
TEST(EvidenceRetentionTest, IsFiveYearsFromWhenNothingCanBeRevokedAnyMore) {
  const Bench bench;
  EXPECT_EQ(bench.RetainedUntil({}), absl::CivilDay(2031, 1, 1));
  EXPECT_EQ(bench.RetainedUntil({bench.ca}), absl::CivilDay(2031, 1, 1));
  EXPECT_EQ(bench.RetainedUntil({bench.ca, bench.signer}),
            absl::CivilDay(2031, 10, 28));
}

// Law: CRT-10.
TEST(EvidenceRetentionTest, AnAuthorityThatEndedLaterProlongsIt) {
  Bench bench;
  bench.TerminateOn(absl::CivilDay(2026, 5, 1));
  EXPECT_EQ(bench.RetainedUntil({bench.ca}), absl::CivilDay(2031, 5, 1));
  EXPECT_EQ(bench.RetainedUntil({bench.signer}), absl::CivilDay(2031, 10, 28));
  bench.TerminateOn(absl::CivilDay(2027, 2, 28));
  EXPECT_EQ(bench.RetainedUntil({bench.signer}), absl::CivilDay(2031, 10, 28));
}

TEST(EvidenceRetentionTest, RulesMayKeepLonger) {
  Bench bench;
  v1::RulePack seven = TestRulesMessage();
  seven.set_retention_years(7);
  bench.law.pack = CompileTestRules(seven);
  EXPECT_EQ(bench.RetainedUntil({}), absl::CivilDay(2033, 1, 1));
}

TEST(EvidenceRetentionTest, IsOverOnTheDayAfter) {
  const Bench bench;
  const absl::CivilDay last(2031, 1, 1);
  const absl::Time next = bench.law.calendar->StartOf(last + 1);
  EXPECT_FALSE(IsRetentionOver(last, next - absl::Seconds(1), &bench.law));
  EXPECT_TRUE(IsRetentionOver(last, next, &bench.law));
}

}  // namespace
}  // namespace kepil

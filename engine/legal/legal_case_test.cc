#include "engine/legal/legal_case.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

constexpr char kPolicy[] = "1.2.3.4";

// certificatePolicies of 1.2.3.`last`.
std::vector<TestExtension> WithPolicy(char last) {
  return {{"2.5.29.32", false,
           std::string("\x30\x07\x30\x05\x06\x03\x2a\x03") + last}};
}

v1::CertificateProfile& AddProfile(LegalBench& bench, v1::SignerKind kind) {
  v1::CertificateProfile& profile = *bench.rules.add_profiles();
  profile.set_source("policy");
  profile.set_kind(kind);
  return profile;
}

// The kind comes from the issuer's policies, and is never guessed.
// Law: DEF-07.
TEST(LegalCaseTest, SignerKindComesFromTheFirstProfileThatFits) {
  LegalBench bench;
  v1::CertificateProfile& system =
      AddProfile(bench, v1::SIGNER_KIND_DIGITAL_SYSTEM);
  system.set_policy_oid(kPolicy);
  v1::CertificateProfile& legal = AddProfile(bench, v1::SIGNER_KIND_LEGAL);
  legal.set_policy_oid("1.2.3.5");
  AddProfile(bench, v1::SIGNER_KIND_NATURAL).set_policy_oid("1.2.3.6");
  const auto kind_of = [&](std::vector<TestExtension> policies) {
    bench.Sign("xa", TestDay(2026, 8, 1), "C=XA,CN=Signer", policies);
    return bench.With([](const LegalInput& input) {
      return LegalCase(input, input.conclusion.best_signature_time).signer_kind;
    });
  };
  EXPECT_EQ(kind_of(WithPolicy(4)), v1::SIGNER_KIND_DIGITAL_SYSTEM);
  EXPECT_EQ(kind_of(WithPolicy(5)), v1::SIGNER_KIND_LEGAL);
  EXPECT_EQ(kind_of(WithPolicy(6)), v1::SIGNER_KIND_NATURAL);
  EXPECT_EQ(kind_of(WithPolicy(7)), v1::SIGNER_KIND_UNKNOWN);
  EXPECT_EQ(kind_of({}), v1::SIGNER_KIND_UNKNOWN);
}

// Law: CRT-08.
TEST(LegalCaseTest, PolicyOutsideTheIssuersListIsUnlisted) {
  LegalBench bench;
  v1::CertificateProfile& own = AddProfile(bench, v1::SIGNER_KIND_NATURAL);
  own.set_service_id("xa");
  own.set_policy_oid(kPolicy);
  const auto is_unlisted = [](const LegalInput& input) {
    return LegalCase(input, input.conclusion.best_signature_time)
        .is_policy_unlisted;
  };
  bench.Sign("xa", TestDay(2026, 8, 1));
  EXPECT_TRUE(bench.With(is_unlisted));
  bench.Sign("kz-ca", TestDay(2026, 8, 1));  // Of another issuer.
  EXPECT_FALSE(bench.With(is_unlisted));
  bench.Sign("xa", TestDay(2026, 8, 1), "C=XA,CN=Signer", WithPolicy(4));
  EXPECT_FALSE(bench.With(is_unlisted));
}

TEST(LegalCaseTest, KnowsTheOwnersOfAnchorAndIssuer) {
  LegalBench bench;
  bench.Sign("kz-ca", TestDay(2026, 8, 1));
  bench.With([](const LegalInput& input) {
    const LegalCase reading(input, input.conclusion.best_signature_time);
    EXPECT_EQ(reading.regime, v1::LEGAL_REGIME_CODE);
    EXPECT_EQ(reading.day, absl::CivilDay(2026, 8, 1));
    EXPECT_TRUE(reading.IsDomestic());
    EXPECT_EQ(reading.anchor_service->id, "kz-ca");
    EXPECT_EQ(reading.issuer_service->id, "kz-ca");
    return 0;
  });
  bench.conclusion.path.reset();
  bench.With([](const LegalInput& input) {
    const LegalCase reading(input, input.conclusion.best_signature_time);
    EXPECT_EQ(reading.anchor_service, nullptr);
    EXPECT_EQ(reading.issuer_service, nullptr);
    EXPECT_FALSE(reading.IsCeased());
    return 0;
  });
}

// Law: TRM-03, TRM-04.
TEST(LegalCaseTest, CertificateCeasesWithItsCaUnlessTransferred) {
  LegalBench bench;
  v1::CaTermination& end = *bench.AuthorityOf("kz-ca").mutable_termination();
  *end.mutable_noticed_on() = TestDate(2026, 7, 20);
  *end.mutable_effective_on() = TestDate(2026, 10, 18);
  const auto is_ceased = [](const LegalInput& input) {
    return LegalCase(input, input.conclusion.best_signature_time).IsCeased();
  };
  bench.Sign("kz-ca", TestDay(2026, 10, 18) - absl::Seconds(1));
  EXPECT_FALSE(bench.With(is_ceased));
  bench.Sign("kz-ca", TestDay(2026, 10, 18));
  EXPECT_TRUE(bench.With(is_ceased));
  v1::CertificateTransfer& transfer = *end.add_transfers();
  transfer.set_serial(
      std::string(bench.conclusion.signing_certificate->serial()));
  transfer.set_successor_authority_id("kz-other");
  *transfer.mutable_on() = TestDate(2026, 10, 1);
  EXPECT_FALSE(bench.With(is_ceased));
  *transfer.mutable_on() = TestDate(2026, 10, 19);  // Too late.
  EXPECT_TRUE(bench.With(is_ceased));
  // TRM-06: these terms are not for foreign CAs.
  *bench.AuthorityOf("xa").mutable_termination() = end;
  bench.Sign("xa", TestDay(2026, 10, 20));
  EXPECT_FALSE(bench.With(is_ceased));
}

TEST(LegalCaseTest, LowerKeepsTheWorstStateAndEveryReason) {
  v1::LegalCondition condition;
  condition.set_state(v1::CONDITION_STATE_PRESUMED);
  Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
        v1::LEGAL_REASON_NO_STATUS_DATA);
  Lower(condition, v1::CONDITION_STATE_NOT_MET, v1::LEGAL_REASON_REVOKED);
  Lower(condition, v1::CONDITION_STATE_UNDETERMINED,
        v1::LEGAL_REASON_NO_STATUS_DATA);
  EXPECT_EQ(condition.state(), v1::CONDITION_STATE_NOT_MET);
  EXPECT_THAT(condition.reasons(),
              testing::ElementsAre(v1::LEGAL_REASON_NO_STATUS_DATA,
                                   v1::LEGAL_REASON_REVOKED));
}

}  // namespace
}  // namespace kepil

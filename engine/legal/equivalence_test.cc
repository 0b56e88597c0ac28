#include "engine/legal/equivalence.h"

#include <array>
#include <iterator>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr v1::ConditionState kMet = v1::CONDITION_STATE_MET;
constexpr v1::ConditionState kPresumed = v1::CONDITION_STATE_PRESUMED;
constexpr v1::ConditionState kNotMet = v1::CONDITION_STATE_NOT_MET;
constexpr v1::ConditionState kOpen = v1::CONDITION_STATE_UNDETERMINED;

// All 81 rows: conditions 1, 3 and 4 are MET, NOT_MET or UNDETERMINED,
// condition 2 is PRESUMED, NOT_MET or UNDETERMINED. The expected column is
// written out, not computed.
// Law: EQV-06, EQV-07.
TEST(EquivalenceTest, EffectFollowsTheTableOf81Rows) {
  struct Row {
    const char* states;  // Conditions 1 to 4: M, P, N, U.
    char effect;         // E equivalent, A authentic only, U, N none.
  };
  const Row rows[] = {
      {"MPMM", 'E'}, {"MPMN", 'A'}, {"MPMU", 'U'}, {"MPNM", 'A'}, {"MPNN", 'A'},
      {"MPNU", 'A'}, {"MPUM", 'U'}, {"MPUN", 'A'}, {"MPUU", 'U'}, {"MNMM", 'A'},
      {"MNMN", 'A'}, {"MNMU", 'A'}, {"MNNM", 'A'}, {"MNNN", 'A'}, {"MNNU", 'A'},
      {"MNUM", 'A'}, {"MNUN", 'A'}, {"MNUU", 'A'}, {"MUMM", 'U'}, {"MUMN", 'A'},
      {"MUMU", 'U'}, {"MUNM", 'A'}, {"MUNN", 'A'}, {"MUNU", 'A'}, {"MUUM", 'U'},
      {"MUUN", 'A'}, {"MUUU", 'U'}, {"NPMM", 'N'}, {"NPMN", 'N'}, {"NPMU", 'N'},
      {"NPNM", 'N'}, {"NPNN", 'N'}, {"NPNU", 'N'}, {"NPUM", 'N'}, {"NPUN", 'N'},
      {"NPUU", 'N'}, {"NNMM", 'N'}, {"NNMN", 'N'}, {"NNMU", 'N'}, {"NNNM", 'N'},
      {"NNNN", 'N'}, {"NNNU", 'N'}, {"NNUM", 'N'}, {"NNUN", 'N'}, {"NNUU", 'N'},
      {"NUMM", 'N'}, {"NUMN", 'N'}, {"NUMU", 'N'}, {"NUNM", 'N'}, {"NUNN", 'N'},
      {"NUNU", 'N'}, {"NUUM", 'N'}, {"NUUN", 'N'}, {"NUUU", 'N'}, {"UPMM", 'U'},
      {"UPMN", 'A'}, {"UPMU", 'U'}, {"UPNM", 'A'}, {"UPNN", 'A'}, {"UPNU", 'A'},
      {"UPUM", 'U'}, {"UPUN", 'A'}, {"UPUU", 'U'}, {"UNMM", 'A'}, {"UNMN", 'A'},
      {"UNMU", 'A'}, {"UNNM", 'A'}, {"UNNN", 'A'}, {"UNNU", 'A'}, {"UNUM", 'A'},
      {"UNUN", 'A'}, {"UNUU", 'A'}, {"UUMM", 'U'}, {"UUMN", 'A'}, {"UUMU", 'U'},
      {"UUNM", 'A'}, {"UUNN", 'A'}, {"UUNU", 'A'}, {"UUUM", 'U'}, {"UUUN", 'A'},
      {"UUUU", 'U'},
  };
  ASSERT_EQ(std::size(rows), 81u);
  std::set<std::string> seen;
  const auto state_of = [](char c) {
    return c == 'M' ? kMet : c == 'P' ? kPresumed : c == 'N' ? kNotMet : kOpen;
  };
  const auto effect_of = [](char c, v1::LegalEffect equivalent) {
    return c == 'E'   ? equivalent
           : c == 'A' ? v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT
           : c == 'N' ? v1::LEGAL_EFFECT_NONE
                      : v1::LEGAL_EFFECT_UNDETERMINED;
  };
  for (const Row& row : rows) {
    EXPECT_TRUE(seen.insert(row.states).second) << row.states;
    const std::array<v1::ConditionState, 4> states = {
        state_of(row.states[0]), state_of(row.states[1]),
        state_of(row.states[2]), state_of(row.states[3])};
    for (const v1::SignerKind kind :
         {v1::SIGNER_KIND_UNKNOWN, v1::SIGNER_KIND_NATURAL,
          v1::SIGNER_KIND_LEGAL}) {
      EXPECT_EQ(
          EffectOf(states, kind),
          effect_of(row.effect, v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN))
          << row.states;
    }
    // EQV-07.
    EXPECT_EQ(
        EffectOf(states, v1::SIGNER_KIND_DIGITAL_SYSTEM),
        effect_of(row.effect, v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS))
        << row.states;
  }
}

class EquivalenceConditionTest : public testing::Test {
 protected:
  EquivalenceConditionTest() { bench_.Sign("xa", e_); }
  template <typename Condition>
  v1::LegalCondition Of(Condition condition) {
    return bench_.With([&](const LegalInput& input) {
      return condition(LegalCase(input, input.conclusion.best_signature_time));
    });
  }
  v1::LegalCondition One() { return Of(AuthenticityCondition); }
  v1::LegalCondition Two() { return Of(PossessionCondition); }
  v1::LegalCondition Three() { return Of(UsageCondition); }
  // Certificates of the signer are read as of this kind from here on.
  v1::CertificateProfile& Profile(v1::SignerKind kind) {
    v1::CertificateProfile& profile = *bench_.rules.add_profiles();
    profile.set_source("policy");
    profile.set_kind(kind);
    return profile;
  }

  const absl::Time before_e_ = TestDay(2026, 7, 10) - absl::Seconds(1);
  const absl::Time e_ = TestDay(2026, 7, 10);
  LegalBench bench_;
};

// Law: EQV-01.
TEST_F(EquivalenceConditionTest, AuthenticityIsMetByACertifiedKey) {
  const v1::LegalCondition condition = One();
  EXPECT_EQ(condition.state(), kMet);
  EXPECT_THAT(condition.basis(), ElementsAre(v1::LEGAL_BASIS_CODE_49_2_1));
  EXPECT_THAT(condition.reasons(), IsEmpty());
  EXPECT_THAT(
      condition.evidence(),
      ElementsAre(std::string(
          bench_.conclusion.signing_certificate->fingerprint().bytes())));
}

// Law: EQV-01.
TEST_F(EquivalenceConditionTest, CorrectSignatureWithoutCertificateIsNotMet) {
  bench_.conclusion.signing_certificate = nullptr;
  bench_.conclusion.path.reset();
  bench_.Fail(v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
              v1::FINDING_REASON_CERTIFICATE_ABSENT);
  EXPECT_EQ(One().state(), kNotMet);
  EXPECT_THAT(One().reasons(), ElementsAre(v1::LEGAL_REASON_NO_CERTIFICATE));
}

TEST_F(EquivalenceConditionTest, CertificateOfAnUnknownIssuerIsNotMet) {
  bench_.conclusion.path.reset();
  bench_.Fail(v1::CONSTRAINT_PROSPECTIVE_PATH,
              v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN);
  EXPECT_THAT(One().reasons(), Contains(v1::LEGAL_REASON_NO_RECOGNISED_PATH));
  EXPECT_EQ(One().state(), kNotMet);
}

TEST_F(EquivalenceConditionTest, ServiceNotInForceLeavesAuthenticityOpen) {
  bench_.conclusion.path.reset();
  bench_.Fail(v1::CONSTRAINT_TRUST_SERVICE_STATUS,
              v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED);
  EXPECT_EQ(One().state(), kOpen);
}

TEST_F(EquivalenceConditionTest, ChangedContentIsNotMet) {
  bench_.Fail(v1::CONSTRAINT_SIGNED_DATA_INTACT,
              v1::FINDING_REASON_DIGEST_MISMATCH);
  EXPECT_EQ(One().state(), kNotMet);
  EXPECT_THAT(One().reasons(), Contains(v1::LEGAL_REASON_SIGNATURE_REFUTED));
}

// A verdict is never bettered: what nothing explains stays open.
TEST_F(EquivalenceConditionTest, UnexplainedVerdictIsUndetermined) {
  bench_.conclusion.indication = v1::INDICATION_INDETERMINATE;
  EXPECT_EQ(One().state(), kOpen);
  bench_.conclusion.indication = v1::INDICATION_TOTAL_PASSED;
  bench_.conclusion.findings.clear();
  EXPECT_EQ(One().state(), kOpen);
}

// Law: EQV-02.
TEST_F(EquivalenceConditionTest, PossessionIsPresumedNeverMet) {
  EXPECT_EQ(Two().state(), kPresumed);
  EXPECT_THAT(Two().basis(), ElementsAre(v1::LEGAL_BASIS_CODE_49_2_2));
}

// Law: EQV-02.
TEST_F(EquivalenceConditionTest, RevocationBeforeTheBestTimeIsNotMet) {
  bench_.Fail(v1::CONSTRAINT_NOT_REVOKED,
              v1::FINDING_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(Two().state(), kNotMet);
  EXPECT_THAT(Two().reasons(), ElementsAre(v1::LEGAL_REASON_REVOKED));
  EXPECT_EQ(One().state(), kMet);  // It is authentic all the same.
}

TEST_F(EquivalenceConditionTest, RevocationAfterTheBestTimeIsLifted) {
  bench_.conclusion.findings.back().outcome = v1::CHECK_OUTCOME_LIFTED;
  EXPECT_EQ(Two().state(), kPresumed);
}

// Law: EQV-02.
TEST_F(EquivalenceConditionTest, NoStatusDataIsUndetermined) {
  bench_.conclusion.findings.back().outcome = v1::CHECK_OUTCOME_NOT_RUN;
  EXPECT_EQ(Two().state(), kOpen);
  EXPECT_THAT(Two().reasons(), ElementsAre(v1::LEGAL_REASON_NO_STATUS_DATA));
}

// Law: EQV-13.
TEST_F(EquivalenceConditionTest, ReportedMisuseCountsFromItsDate) {
  v1::KeyMisuseReport& report = *bench_.trust.add_key_misuse();
  report.set_spki_sha256(std::string(
      bench_.conclusion.signing_certificate->spki_digest().bytes()));
  report.mutable_from()->set_seconds(absl::ToUnixSeconds(e_) + 1);
  EXPECT_EQ(Two().state(), kPresumed);
  report.mutable_from()->set_seconds(absl::ToUnixSeconds(e_));
  EXPECT_EQ(Two().state(), kNotMet);
  EXPECT_THAT(Two().reasons(),
              ElementsAre(v1::LEGAL_REASON_KEY_MISUSE_REPORTED));
}

// Law: EQV-13.
TEST_F(EquivalenceConditionTest, KeyOfTwoSubjectsIsUndetermined) {
  bench_.facts.key_of_two_subjects = true;
  EXPECT_EQ(Two().state(), kOpen);
}

// Law: EQV-03.
TEST_F(EquivalenceConditionTest, UseAgainstTheCertificateIsNotMet) {
  EXPECT_EQ(Three().state(), kMet);
  bench_.Fail(v1::CONSTRAINT_EXTENDED_KEY_USAGE,
              v1::FINDING_REASON_NO_SIGNING_USAGE);
  EXPECT_EQ(Three().state(), kNotMet);
  EXPECT_EQ(One().state(), kMet);
}

// Law: EQV-03, CRT-05.
TEST_F(EquivalenceConditionTest, ScopeAndAmountAreHeldAgainstTheUsage) {
  v1::CertificateProfile& profile = Profile(v1::SIGNER_KIND_NATURAL);
  profile.add_document_classes("EXTRACT");
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_USAGE_NOT_STATED));
  EXPECT_EQ(Three().state(), kOpen);
  bench_.usage.set_document_class("NOTICE");
  EXPECT_THAT(Three().reasons(), ElementsAre(v1::LEGAL_REASON_OUTSIDE_SCOPE));
  EXPECT_EQ(Three().state(), kNotMet);
  bench_.usage.set_document_class("EXTRACT");
  EXPECT_EQ(Three().state(), kMet);

  profile.add_amount_limits("1000.00 KZT");
  EXPECT_EQ(Three().state(), kOpen);  // No amount stated.
  bench_.usage.set_amount("1000.01 KZT");
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_AMOUNT_ABOVE_LIMIT));
  EXPECT_EQ(Three().state(), kNotMet);
  bench_.usage.set_amount("1000 KZT");
  EXPECT_EQ(Three().state(), kMet);
  bench_.usage.set_amount("1 EUR");
  EXPECT_EQ(Three().state(), kOpen);
}

// Law: CRT-08.
TEST_F(EquivalenceConditionTest, UnlistedPolicyIsUndetermined) {
  v1::CertificateProfile& profile = Profile(v1::SIGNER_KIND_NATURAL);
  profile.set_service_id("xa");
  profile.set_policy_oid("1.2.3.4");
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_POLICY_NOT_LISTED));
  EXPECT_EQ(Three().state(), kOpen);
}

// Law: EQV-07, EQV-08.
TEST_F(EquivalenceConditionTest, SystemSignsUniformDocumentsOnly) {
  Profile(v1::SIGNER_KIND_DIGITAL_SYSTEM);
  EXPECT_EQ(Three().state(), kOpen);
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_USAGE_NOT_STATED));
  bench_.usage.set_document_class("CIVIL_TRANSACTION");
  EXPECT_EQ(Three().state(), kNotMet);
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_SYSTEM_EDS_ON_EXPRESSION_OF_INTENT));
  bench_.usage.set_document_class("EXTRACT");
  EXPECT_EQ(Three().state(), kMet);
  EXPECT_THAT(Three().basis(), Contains(v1::LEGAL_BASIS_CODE_49_3));
  bench_.usage.set_document_class("OTHER");
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_DOCUMENT_CLASS_UNKNOWN));
  bench_.usage.set_document_class("EXTRACT");
  bench_.conclusion.best_signature_time = before_e_;
  EXPECT_EQ(Three().state(), kNotMet);
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_NO_RULE_IN_LAW370));
}

// Law: EQV-11, EQV-12.
TEST_F(EquivalenceConditionTest, CodeAsksForANamedEmployee) {
  Profile(v1::SIGNER_KIND_LEGAL);
  EXPECT_EQ(Three().state(), kMet);  // A surname stands in it.
  bench_.Sign("xa", e_, "C=XA,O=Firm,CN=Seal");
  EXPECT_EQ(Three().state(), kOpen);
  EXPECT_THAT(Three().reasons(),
              ElementsAre(v1::LEGAL_REASON_NO_NAMED_EMPLOYEE));
  EXPECT_THAT(Three().basis(), Contains(v1::LEGAL_BASIS_CODE_62_6));
  bench_.conclusion.best_signature_time = before_e_;
  EXPECT_EQ(Three().state(), kMet);
}

// Law: TRM-04.
TEST_F(EquivalenceConditionTest, CertificateThatCeasedMeetsNothing) {
  v1::CaTermination& end = *bench_.AuthorityOf("kz-ca").mutable_termination();
  *end.mutable_noticed_on() = TestDate(2026, 7, 20);
  *end.mutable_effective_on() = TestDate(2026, 10, 18);
  bench_.Sign("kz-ca", TestDay(2026, 10, 18) - absl::Seconds(1));
  EXPECT_EQ(One().state(), kMet);
  EXPECT_EQ(Three().state(), kMet);
  bench_.Sign("kz-ca", TestDay(2026, 10, 18));
  EXPECT_EQ(One().state(), kNotMet);
  EXPECT_EQ(Three().state(), kNotMet);
  EXPECT_THAT(One().reasons(),
              ElementsAre(v1::LEGAL_REASON_CEASED_CA_TERMINATED));
  EXPECT_THAT(One().basis(), Contains(v1::LEGAL_BASIS_CODE_56_4));
}

// Law: REG-03.
TEST_F(EquivalenceConditionTest, ForeignTtpVouchesForWhatWeCouldNotFind) {
  bench_.VouchByTtp();
  EXPECT_EQ(One().state(), kMet);
  EXPECT_EQ(One().record_id(), "xt");
  EXPECT_EQ(Two().state(), kPresumed);
  EXPECT_EQ(Three().state(), kMet);
  for (const v1::LegalCondition& condition : {One(), Two(), Three()}) {
    EXPECT_THAT(condition.reasons(),
                ElementsAre(v1::LEGAL_REASON_VOUCHED_BY_FOREIGN_TTP));
  }
  bench_.Fail(v1::CONSTRAINT_SIGNED_DATA_INTACT,
              v1::FINDING_REASON_DIGEST_MISMATCH);  // Never for the refuted.
  EXPECT_EQ(One().state(), kNotMet);
}

// Law: EQV-09, EQV-10, GWY-01.
TEST_F(EquivalenceConditionTest, DocumentOfAnEntityNeedsAuthority) {
  Profile(v1::SIGNER_KIND_LEGAL);
  bench_.Sign("kz-root", e_);
  const auto standing = [&](v1::SigningAuthority authority) {
    bench_.facts.signing_authority = authority;
    return bench_.With([](const LegalInput& input) {
      return StandingOfDocument(
          LegalCase(input, input.conclusion.best_signature_time),
          v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
    });
  };
  DocumentStanding found = standing(v1::SIGNING_AUTHORITY_NOT_CHECKED);
  EXPECT_EQ(found.equivalence, v1::DOCUMENT_EQUIVALENCE_UNDETERMINED);
  EXPECT_FALSE(found.is_seal);
  found = standing(v1::SIGNING_AUTHORITY_CONFIRMED);
  EXPECT_EQ(found.equivalence, v1::DOCUMENT_EQUIVALENCE_YES);
  EXPECT_TRUE(found.is_seal);
  found = standing(v1::SIGNING_AUTHORITY_REFUTED);
  EXPECT_EQ(found.equivalence, v1::DOCUMENT_EQUIVALENCE_NO);
  EXPECT_FALSE(found.is_seal);
  bench_.conclusion.best_signature_time = before_e_;  // No seal rule then.
  EXPECT_FALSE(standing(v1::SIGNING_AUTHORITY_CONFIRMED).is_seal);
  bench_.Sign("xa", e_);
  EXPECT_EQ(standing(v1::SIGNING_AUTHORITY_NOT_CHECKED).authority,
            v1::SIGNING_AUTHORITY_NOT_AVAILABLE_FOREIGN);
  bench_.rules.clear_profiles();
  Profile(v1::SIGNER_KIND_NATURAL);
  found = standing(v1::SIGNING_AUTHORITY_NOT_CHECKED);
  EXPECT_EQ(found.authority, v1::SIGNING_AUTHORITY_NOT_NEEDED);
  EXPECT_EQ(found.equivalence, v1::DOCUMENT_EQUIVALENCE_YES);
  EXPECT_FALSE(found.is_seal);
}

}  // namespace
}  // namespace kepil

#include "engine/legal/legal_conclusion.h"

#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class LegalConclusionTest : public testing::Test {
 protected:
  v1::LegalConclusion Conclude() { return bench_.With(ConcludeLegalEffect); }
  v1::LegalConclusion SignAndConclude(const std::string& id, absl::Time time) {
    bench_.Sign(id, time);
    return Conclude();
  }
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

// The good case, each condition cited from the act in force.
// Law: CAL-13, EQV-06.
TEST_F(LegalConclusionTest, EquivalentSignatureIsExplainedByItsAct) {
  v1::LegalConclusion legal = SignAndConclude("xa", e_);
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_CODE);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  EXPECT_EQ(legal.ground_record_id(), "xa");
  EXPECT_THAT(legal.reasons(), IsEmpty());
  ASSERT_EQ(legal.conditions_size(), 4);
  const v1::LegalBasis code[] = {
      v1::LEGAL_BASIS_CODE_49_2_1, v1::LEGAL_BASIS_CODE_49_2_2,
      v1::LEGAL_BASIS_CODE_49_2_3, v1::LEGAL_BASIS_CODE_49_2_4};
  const v1::LegalBasis law[] = {
      v1::LEGAL_BASIS_LAW370_10_1_1, v1::LEGAL_BASIS_LAW370_10_1_2,
      v1::LEGAL_BASIS_LAW370_10_1_3, v1::LEGAL_BASIS_LAW370_10_1_4};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(legal.conditions(i).number(), i + 1);
    EXPECT_EQ(legal.conditions(i).basis(0), code[i]);
  }
  legal = SignAndConclude("xa", before_e_);
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_LAW370);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_THAT(legal.notes(), Contains(v1::LEGAL_REASON_TEXT_MAY_BE_STALE));
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(legal.conditions(i).basis(0), law[i]);
  }
}

// 31 December 2015 against 1 January 2016.
// Law: CAL-02.
TEST_F(LegalConclusionTest, BeforeTtpWordingNothingButAuthenticityIsSaid) {
  bench_.issued_at = TestDay(2016, 1, 1);  // Within the registration.
  const absl::Time start = TestDay(2016, 1, 1);
  v1::LegalConclusion legal = SignAndConclude("xa", start);
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_LAW370);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_THAT(legal.notes(), Not(Contains(v1::LEGAL_REASON_TEXT_MAY_BE_STALE)));
  legal = SignAndConclude("xa", start - absl::Seconds(1));
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_LAW370_PRE_TTP);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_EQ(legal.conditions(0).state(), v1::CONDITION_STATE_MET);
  EXPECT_THAT(legal.reasons(),
              ElementsAre(v1::LEGAL_REASON_WORDING_NOT_AVAILABLE));
  legal = SignAndConclude("xa", TestDay(2003, 6, 30));
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_NO_REGIME);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(legal.reasons(), ElementsAre(v1::LEGAL_REASON_NO_REGIME));
  // A treaty covers what the wording at hand does not.
  v1::Treaty& treaty = *bench_.trust.add_treaties();
  treaty.set_id("treaty-xa");
  treaty.add_parties("XA");
  treaty.add_authority_ids("xa");
  *treaty.mutable_ratified_on() = TestDate(2009, 1, 1);
  *treaty.mutable_in_force() = TestDate(2010, 1, 1);
  legal = SignAndConclude("xa", start - absl::Seconds(1));
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_TREATY);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
}

// The law of the signature's day, whenever it is validated.
// Law: CAL-10.
TEST_F(LegalConclusionTest, SubstantiveLawIsThatOfTheSignature) {
  v1::LegalConclusion legal = SignAndConclude("xa", TestDay(2021, 1, 1));
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_LAW370);
  bench_.conclusion.control_time = TestDay(2027, 1, 1);
  EXPECT_EQ(Conclude().regime(), v1::LEGAL_REGIME_LAW370);
  bench_.conclusion.control_time = TestDay(2022, 1, 1);
  EXPECT_EQ(Conclude().SerializeAsString(), legal.SerializeAsString());
}

// Law: CAL-11.
TEST_F(LegalConclusionTest, ClaimUnderAnotherActMustAgree) {
  bench_.Sign("xa", e_);
  bench_.VouchByTtp();
  bench_.facts.claimed_signing_time = before_e_;
  v1::LegalConclusion legal = Conclude();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(legal.reasons(), Contains(v1::LEGAL_REASON_REGIME_UNDETERMINED));
  EXPECT_EQ(legal.claimed_regime(), v1::LEGAL_REGIME_LAW370);
  EXPECT_EQ(legal.regime(), v1::LEGAL_REGIME_CODE);
  // A token from before the Code settles it.
  bench_.conclusion.best_signature_time = before_e_;
  legal = Conclude();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_EQ(legal.claimed_regime(), v1::LEGAL_REGIME_UNSPECIFIED);
  // Both acts agree on a registered CA.
  bench_.facts = LegalFacts();
  bench_.Sign("xa", e_);
  bench_.facts.claimed_signing_time = before_e_;
  legal = Conclude();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_THAT(legal.notes(),
              Contains(v1::LEGAL_REASON_CLAIMED_TIME_IN_OTHER_REGIME));
  // A claim of a time after the proof is no claim.
  bench_.Sign("xa", before_e_);
  bench_.facts.claimed_signing_time = e_;
  EXPECT_THAT(Conclude().notes(),
              Not(Contains(v1::LEGAL_REASON_CLAIMED_TIME_IN_OTHER_REGIME)));
}

// The same evidence before and after the Code.
// Law: REG-05.
TEST_F(LegalConclusionTest, TtpRouteIsAuthenticButNotEquivalentUnderTheCode) {
  bench_.Sign("xa", before_e_);
  bench_.VouchByTtp();
  const v1::LegalConclusion law = Conclude();
  EXPECT_EQ(law.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  bench_.conclusion.best_signature_time = e_;
  const v1::LegalConclusion code = Conclude();
  EXPECT_EQ(code.effect(), v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT);
  EXPECT_THAT(code.reasons(),
              ElementsAre(v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(code.conditions(i).state(), law.conditions(i).state());
  }
}

TEST_F(LegalConclusionTest, RefutedSignatureHasNoEffect) {
  bench_.Sign("xa", e_);
  bench_.Fail(v1::CONSTRAINT_SIGNATURE_INTACT,
              v1::FINDING_REASON_VALUE_MISMATCH);
  const v1::LegalConclusion legal = Conclude();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_NONE);
  EXPECT_EQ(legal.document_equivalence(), v1::DOCUMENT_EQUIVALENCE_NO);
}

TEST_F(LegalConclusionTest, RevokedSignatureIsAuthenticOnly) {
  bench_.Sign("xa", e_);
  bench_.Fail(v1::CONSTRAINT_NOT_REVOKED,
              v1::FINDING_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(Conclude().effect(), v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT);
}

// Law: EQV-07.
TEST_F(LegalConclusionTest, SystemSignatureEqualsItsOwners) {
  Profile(v1::SIGNER_KIND_DIGITAL_SYSTEM);
  bench_.usage.set_document_class("EXTRACT");
  v1::LegalConclusion legal = SignAndConclude("xa", e_);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_OBJECT_OWNER_EDS);
  EXPECT_EQ(legal.signer_kind(), v1::SIGNER_KIND_DIGITAL_SYSTEM);
  legal = SignAndConclude("xa", before_e_);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_AUTHENTIC_NOT_EQUIVALENT);
  EXPECT_THAT(legal.reasons(), ElementsAre(v1::LEGAL_REASON_NO_RULE_IN_LAW370));
}

// Told, but they change nothing.
// Law: EQV-04, EQV-11, EQV-14, CRT-04.
TEST_F(LegalConclusionTest, NotesSayWhatChangesNothing) {
  v1::CertificateProfile& profile = Profile(v1::SIGNER_KIND_LEGAL);
  profile.set_other_creation_tools(true);
  profile.set_key_custody(true);
  bench_.Sign("xa", before_e_, "C=XA,O=Firm,CN=Seal");
  const v1::LegalConclusion legal = Conclude();
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
  EXPECT_THAT(legal.notes(),
              Contains(v1::LEGAL_REASON_CREATION_TOOL_UNVERIFIED));
  EXPECT_THAT(legal.notes(), Contains(v1::LEGAL_REASON_KEY_KEPT_BY_CA));
  EXPECT_THAT(legal.notes(),
              Contains(v1::LEGAL_REASON_NO_PERSON_IN_ENTITY_CERTIFICATE));
}

// Law: EQV-16.
TEST_F(LegalConclusionTest, IssuerKindIsThatOfTheIssuerAlone) {
  bench_.AuthorityOf("kz-ca").set_domestic_kind(
      v1::DOMESTIC_CA_KIND_STATE_BODIES);
  EXPECT_EQ(SignAndConclude("kz-ca", e_).issuer_kind(),
            v1::DOMESTIC_CA_KIND_STATE_BODIES);
  EXPECT_EQ(SignAndConclude("xa", e_).issuer_kind(),
            v1::DOMESTIC_CA_KIND_UNSPECIFIED);
}

// 30 days' notice under the Law, 90 under the Code.
// Law: CAL-12, TRM-01, TRM-02.
TEST_F(LegalConclusionTest, ShortNoticeIsToldNotBlocked) {
  const auto is_short = [&](v1::LegalDate noticed, v1::LegalDate effective) {
    v1::CaTermination& end = *bench_.AuthorityOf("kz-ca").mutable_termination();
    *end.mutable_noticed_on() = noticed;
    *end.mutable_effective_on() = effective;
    const v1::LegalConclusion legal = SignAndConclude("kz-ca", e_);
    return std::count(legal.notes().begin(), legal.notes().end(),
                      v1::LEGAL_REASON_NOTICE_TOO_SHORT) > 0;
  };
  EXPECT_TRUE(is_short(TestDate(2026, 7, 9), TestDate(2026, 8, 7)));
  EXPECT_FALSE(is_short(TestDate(2026, 7, 9), TestDate(2026, 8, 8)));
  EXPECT_TRUE(is_short(TestDate(2026, 7, 10), TestDate(2026, 10, 7)));
  EXPECT_FALSE(is_short(TestDate(2026, 7, 10), TestDate(2026, 10, 8)));
}

// Law: DEC-07.
TEST_F(LegalConclusionTest, FutureRulesAreNotAppliedEarly) {
  *bench_.rules.mutable_in_force() = TestDate(2026, 11, 2);
  v1::LegalConclusion legal = SignAndConclude("xa", e_);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(legal.reasons(),
              ElementsAre(v1::LEGAL_REASON_LEGAL_RULES_NOT_IN_FORCE));
  bench_.conclusion.control_time = TestDay(2026, 11, 2);
  EXPECT_EQ(Conclude().effect(), v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN);
}

// Equal inputs, equal bytes; nothing short of equivalence goes without a
// reason.
// Law: DEC-01, DEC-02.
TEST_F(LegalConclusionTest, IsDeterministicAndGivesReasons) {
  bench_.Sign("xa", e_);
  EXPECT_EQ(Conclude().SerializeAsString(), Conclude().SerializeAsString());
  for (const char* id : {"xa", "kz-ca", "kz-root"}) {
    for (const absl::Time time :
         {TestDay(2000, 1, 1), TestDay(2010, 1, 1), before_e_, e_}) {
      const v1::LegalConclusion legal = SignAndConclude(id, time);
      EXPECT_EQ(legal.effect() != v1::LEGAL_EFFECT_EQUIVALENT_TO_HANDWRITTEN,
                legal.reasons_size() > 0)
          << legal.ShortDebugString();
      for (const v1::LegalCondition& condition : legal.conditions()) {
        EXPECT_TRUE(condition.state() == v1::CONDITION_STATE_MET ||
                    condition.state() == v1::CONDITION_STATE_PRESUMED ||
                    condition.reasons_size() > 0)
            << condition.ShortDebugString();
      }
    }
  }
}

}  // namespace
}  // namespace kepil

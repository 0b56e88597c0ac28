#include "engine/legal/recognition_ground.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/legal_fixture.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::ElementsAre;

constexpr v1::ConditionState kMet = v1::CONDITION_STATE_MET;
constexpr v1::ConditionState kNotMet = v1::CONDITION_STATE_NOT_MET;

class RecognitionGroundTest : public testing::Test {
 protected:
  Recognition Recognise() {
    return bench_.With([](const LegalInput& input) {
      return RecogniseIssuer(
          LegalCase(input, input.conclusion.best_signature_time));
    });
  }
  Recognition SignAndRecognise(const std::string& id, absl::Time time) {
    bench_.Sign(id, time);
    return Recognise();
  }
  void SetStatusFrom(const std::string& id, absl::Time from) {
    bench_.AuthorityOf(id).mutable_services(0)->clear_history();
    bench_.AddStatus(id, v1::SERVICE_STATUS_ACTIVE, from);
  }

  const absl::Time before_e_ = TestDay(2026, 7, 10) - absl::Seconds(1);
  const absl::Time e_ = TestDay(2026, 7, 10);
  LegalBench bench_;
};

// Before and after the Code.
// Law: REG-02.
TEST_F(RecognitionGroundTest, RegisteredForeignCaMeetsConditionFour) {
  for (const absl::Time time : {before_e_, e_}) {
    const Recognition found = SignAndRecognise("xa", time);
    EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
    EXPECT_EQ(found.record_id, "xa");
    EXPECT_EQ(found.condition.state(), kMet);
    EXPECT_EQ(found.condition.number(), 4);
    EXPECT_THAT(found.condition.basis(),
                Contains(time == e_ ? v1::LEGAL_BASIS_CODE_49_2_4
                                    : v1::LEGAL_BASIS_LAW370_10_1_4));
  }
}

// Without a path to a registered anchor there is no ground.
// Law: REG-02.
TEST_F(RecognitionGroundTest, UnregisteredIssuerIsNotRecognised) {
  bench_.Sign("xa", e_);
  bench_.conclusion.path.reset();
  const Recognition found = Recognise();
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_NONE);
  EXPECT_EQ(found.condition.state(), kNotMet);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_ISSUER_NOT_RECOGNISED));
}

// One second counts, and nothing heals or destroys earlier signatures.
// Law: REG-09, REG-10.
TEST_F(RecognitionGroundTest, RegistrationCountsFromItsBeginningToItsEnd) {
  const absl::Time from = TestDay(2026, 8, 1);
  SetStatusFrom("xa", from);
  Recognition found = SignAndRecognise("xa", from - absl::Seconds(1));
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_NONE);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_BEFORE_REGISTRATION));
  EXPECT_EQ(SignAndRecognise("xa", from).condition.state(), kMet);

  bench_.rules.mutable_code()->set_recognise_pre_registration_signatures(
      v1::LEGAL_CHOICE_YES);
  found = SignAndRecognise("xa", from - absl::Seconds(1));
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(
      found.notes,
      ElementsAre(v1::LEGAL_REASON_PRE_REGISTRATION_SIGNATURE_RECOGNISED));

  const absl::Time to = TestDay(2026, 9, 1);
  v1::StatusEntry& suspended =
      bench_.AddStatus("xa", v1::SERVICE_STATUS_SUSPENDED, to);
  suspended.mutable_until()->set_seconds(
      absl::ToUnixSeconds(to + absl::Hours(1)));
  bench_.AddStatus("xa", v1::SERVICE_STATUS_TERMINATED, to + absl::Hours(2));
  EXPECT_EQ(SignAndRecognise("xa", to - absl::Seconds(1)).condition.state(),
            kMet);
  EXPECT_THAT(SignAndRecognise("xa", to).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_REGISTRATION_SUSPENDED));
  EXPECT_EQ(SignAndRecognise("xa", to + absl::Hours(1)).condition.state(),
            kMet);
  EXPECT_THAT(SignAndRecognise("xa", to + absl::Hours(2)).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_REGISTRATION_TERMINATED));
}

// The Law asks for the registration at issue too.
// Law: EQV-04, EQV-05.
TEST_F(RecognitionGroundTest, LawAsksForRegistrationAtIssueToo) {
  SetStatusFrom("xa", bench_.issued_at + absl::Hours(1));
  Recognition found = SignAndRecognise("xa", before_e_);
  EXPECT_EQ(found.condition.state(), kNotMet);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_ISSUED_BEFORE_REGISTRATION));
  EXPECT_EQ(SignAndRecognise("xa", e_).condition.state(), kMet);
}

// A treaty needs no registration, and comes first.
// Law: REG-01.
TEST_F(RecognitionGroundTest, TreatyIsAGroundByItself) {
  bench_.AuthorityOf("xa").set_treaty_id("treaty-xa");
  Recognition found = SignAndRecognise("xa", e_);
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_NONE);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_TREATY_UNKNOWN));
  v1::Treaty& treaty = *bench_.trust.add_treaties();
  treaty.set_id("treaty-xa");
  treaty.add_parties("XA");
  *treaty.mutable_in_force() = TestDate(2010, 1, 1);
  EXPECT_THAT(SignAndRecognise("xa", e_).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_TREATY_NOT_RATIFIED));
  *treaty.mutable_ratified_on() = TestDate(2009, 1, 1);
  for (const absl::Time time : {before_e_, e_, TestDay(2016, 1, 2)}) {
    found = SignAndRecognise("xa", time);
    EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_TREATY);
    EXPECT_EQ(found.record_id, "treaty-xa");
    EXPECT_EQ(found.condition.state(), kMet);
    EXPECT_THAT(found.condition.basis(),
                Contains(time == e_ ? v1::LEGAL_BASIS_CODE_2_2
                                    : v1::LEGAL_BASIS_LAW370_19_1));
  }
  treaty.add_document_classes("EXTRACT");
  EXPECT_THAT(SignAndRecognise("xa", e_).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_TREATY_OUT_OF_SCOPE));
}

// A treaty that does not apply takes nothing from a registered CA.
TEST_F(RecognitionGroundTest, TreatyOutOfForceLeavesTheRegistration) {
  v1::Treaty& treaty = *bench_.trust.add_treaties();
  treaty.set_id("treaty-xa");
  treaty.add_authority_ids("xa");
  const Recognition found = SignAndRecognise("xa", e_);
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(found.notes, Contains(v1::LEGAL_REASON_TREATY_NOT_RATIFIED));
}

// The same evidence before and after the Code differs in condition 4 alone.
// Law: REG-03, REG-04, REG-05.
TEST_F(RecognitionGroundTest, TtpRouteSufficesUnderTheLawOnly) {
  bench_.Sign("xa", before_e_);
  bench_.VouchByTtp();
  Recognition found = Recognise();
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
  EXPECT_EQ(found.record_id, "xt");
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(found.condition.basis(), Contains(v1::LEGAL_BASIS_LAW370_19_3));

  bench_.conclusion.best_signature_time = e_;
  found = Recognise();
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED);
  EXPECT_EQ(found.condition.state(), kNotMet);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_TTP_ROUTE_NOT_NAMED_IN_K49_2_4));

  bench_.rules.mutable_code()->set_registered_ttp_meets_condition_4(
      v1::LEGAL_CHOICE_YES);
  bench_.rules.mutable_code()->set_registered_ttp_citation("Order No. 1");
  found = Recognise();
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(found.notes, Contains(v1::LEGAL_REASON_TTP_ROUTE_BY_CITATION));
}

// A receipt of who is no registered TTP, or not then, is none.
// Law: REG-03.
TEST_F(RecognitionGroundTest, ReceiptOfAnotherTtpIsNoGround) {
  bench_.Sign("xa", before_e_);
  bench_.VouchByTtp();
  bench_.facts.foreign_receipt->service_id = "unknown";
  EXPECT_EQ(Recognise().ground, v1::RECOGNITION_GROUND_NONE);
  bench_.facts.foreign_receipt->service_id = "xa";  // A CA.
  EXPECT_EQ(Recognise().ground, v1::RECOGNITION_GROUND_NONE);
  bench_.facts.foreign_receipt->service_id = "xt";
  SetStatusFrom("xt", e_);
  EXPECT_THAT(Recognise().condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_BEFORE_REGISTRATION));
}

// No domestic CA is trusted by birth, but the root.
// Law: DOM-05.
TEST_F(RecognitionGroundTest, DomesticCaNeedsAnAccreditation) {
  Recognition found = SignAndRecognise("kz-ca", e_);
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_NONE);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_NO_ACCREDITATION_RECORD));
  found = SignAndRecognise("kz-root", e_);
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA);
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(found.notes, Contains(v1::LEGAL_REASON_ISSUED_BY_ROOT));
}

// Law: EQV-04, EQV-05.
TEST_F(RecognitionGroundTest, AccreditationIsJudgedAtTheInstantsOfItsAct) {
  const auto informatisation = v1::ACCREDITING_BODY_INFORMATISATION;
  // Lapsed between issue (September 2020) and signature.
  bench_.Accredit("kz-ca", TestDate(2019, 1, 1), TestDate(2022, 1, 1),
                  informatisation);
  Recognition found = SignAndRecognise("kz-ca", before_e_);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_NOT_ACCREDITED_AT_SIGNATURE));
  found = SignAndRecognise("kz-ca", e_);
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA);
  EXPECT_THAT(found.notes,
              Contains(v1::LEGAL_REASON_ACCREDITATION_LAPSED_AFTER_ISSUE));
  // The reverse: accredited at the signature, not at issue.
  bench_.AuthorityOf("kz-ca").clear_accreditations();
  bench_.Accredit("kz-ca", TestDate(2026, 7, 10), TestDate(2029, 7, 10),
                  v1::ACCREDITING_BODY_CYBERSECURITY);
  EXPECT_THAT(SignAndRecognise("kz-ca", e_).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_NOT_ACCREDITED_AT_ISSUE));
  // Both.
  bench_.AuthorityOf("kz-ca").clear_accreditations();
  bench_.Accredit("kz-ca", TestDate(2019, 1, 1), TestDate(2022, 1, 1),
                  informatisation);
  bench_.Accredit("kz-ca", TestDate(2024, 1, 1), TestDate(2027, 1, 1),
                  informatisation);
  EXPECT_EQ(SignAndRecognise("kz-ca", before_e_).condition.state(), kMet);
}

// Law: DOM-06.
TEST_F(RecognitionGroundTest, AccreditationByTheWrongBodyDoesNotCount) {
  bench_.issued_at = TestDay(2026, 7, 20);
  bench_.Accredit("kz-ca", TestDate(2026, 7, 10), TestDate(2029, 7, 10),
                  v1::ACCREDITING_BODY_INFORMATISATION);
  EXPECT_THAT(
      SignAndRecognise("kz-ca", TestDay(2026, 8, 1)).condition.reasons(),
      ElementsAre(v1::LEGAL_REASON_ACCREDITED_BY_WRONG_BODY));
  bench_.AuthorityOf("kz-ca").mutable_accreditations(0)->set_body(
      v1::ACCREDITING_BODY_CYBERSECURITY);
  EXPECT_EQ(SignAndRecognise("kz-ca", TestDay(2026, 8, 1)).condition.state(),
            kMet);
}

// Each continuity choice flips condition 4 and is named.
// Law: CAL-06.
TEST_F(RecognitionGroundTest, PreCodeActsCountAsTheRulesChoose) {
  bench_.Accredit("kz-ca", TestDate(2019, 1, 1), TestDate(2022, 1, 1),
                  v1::ACCREDITING_BODY_INFORMATISATION);
  EXPECT_THAT(SignAndRecognise("kz-ca", e_).notes,
              Contains(v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_HONOURED));
  EXPECT_THAT(SignAndRecognise("xa", e_).notes,
              Contains(v1::LEGAL_REASON_PRE_CODE_REGISTRATION_HONOURED));
  bench_.rules.mutable_code()->set_honour_pre_code_accreditations(
      v1::LEGAL_CHOICE_NO);
  bench_.rules.mutable_code()->set_honour_pre_code_registrations(
      v1::LEGAL_CHOICE_NO);
  EXPECT_THAT(
      SignAndRecognise("kz-ca", e_).condition.reasons(),
      ElementsAre(v1::LEGAL_REASON_PRE_CODE_ACCREDITATION_NOT_HONOURED));
  EXPECT_THAT(SignAndRecognise("xa", e_).condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_PRE_CODE_REGISTRATION_NOT_HONOURED));
  EXPECT_EQ(SignAndRecognise("xa", before_e_).condition.state(), kMet);
  SetStatusFrom("xa", e_);
  EXPECT_EQ(SignAndRecognise("xa", e_).condition.state(), kMet);
}

// After the transfer the successor's accreditation counts.
// Law: TRM-03.
TEST_F(RecognitionGroundTest, SuccessorAnswersForATransferredCertificate) {
  const auto body = v1::ACCREDITING_BODY_INFORMATISATION;
  bench_.Accredit("kz-ca", TestDate(2019, 1, 1), TestDate(2022, 1, 1), body);
  bench_.Sign("kz-ca", TestDay(2023, 1, 1));
  v1::CaTermination& end = *bench_.AuthorityOf("kz-ca").mutable_termination();
  *end.mutable_noticed_on() = TestDate(2021, 10, 1);
  *end.mutable_effective_on() = TestDate(2021, 12, 1);
  v1::CertificateTransfer& transfer = *end.add_transfers();
  transfer.set_serial(
      std::string(bench_.conclusion.signing_certificate->serial()));
  transfer.set_successor_authority_id("kz-heir");
  *transfer.mutable_on() = TestDate(2021, 11, 1);
  EXPECT_THAT(Recognise().condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_NO_ACCREDITATION_RECORD));
  bench_.AddAuthority("kz-heir", v1::AUTHORITY_KIND_DOMESTIC_CA, "KZ",
                      bench_.Root("C=KZ,CN=Heir"));
  bench_.Accredit("kz-heir", TestDate(2021, 1, 1), TestDate(2024, 1, 1), body);
  const Recognition found = Recognise();
  EXPECT_EQ(found.condition.state(), kMet);
  EXPECT_THAT(found.notes, Contains(v1::LEGAL_REASON_TRANSFERRED_TO_SUCCESSOR));
}

// Law: CAL-01, CAL-02.
TEST_F(RecognitionGroundTest, WithoutWordingConditionFourIsUndetermined) {
  Recognition found =
      SignAndRecognise("xa", TestDay(2016, 1, 1) - absl::Seconds(1));
  EXPECT_EQ(found.condition.state(), v1::CONDITION_STATE_UNDETERMINED);
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_WORDING_NOT_AVAILABLE));
  EXPECT_EQ(found.ground, v1::RECOGNITION_GROUND_NONE);
  found = SignAndRecognise("xa", TestDay(2003, 6, 30));
  EXPECT_THAT(found.condition.reasons(),
              ElementsAre(v1::LEGAL_REASON_NO_REGIME));
}

TEST_F(RecognitionGroundTest, WithoutRulesOnlyTheRegistrationSpeaks) {
  bench_.Sign("xa", e_);
  const v1::LegalConclusion legal = bench_.With([](const LegalInput& input) {
    return ConcludeRecognition(input.conclusion, input.trust);
  });
  EXPECT_EQ(legal.ground(), v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  EXPECT_EQ(legal.effect(), v1::LEGAL_EFFECT_UNDETERMINED);
  EXPECT_THAT(legal.reasons(),
              ElementsAre(v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED));
  EXPECT_EQ(legal.conditions_size(), 0);
  const v1::LegalConclusion none = bench_.With([](const LegalInput& input) {
    return ConcludeRecognition(Conclusion(), input.trust);
  });
  EXPECT_EQ(none.ground(), v1::RECOGNITION_GROUND_NONE);
}

}  // namespace
}  // namespace kepil

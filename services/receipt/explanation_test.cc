#include "services/receipt/explanation.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/receipt/receipt_body.h"
#include "services/receipt/signature_reports.h"
#include "tests/support/judgement_fixture.h"

namespace kepil {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Language kLanguages[] = {Language::kKazakh, Language::kRussian,
                                   Language::kEnglish};

std::vector<std::string> KindsOf(const std::vector<ExplanationFactor>& all) {
  std::vector<std::string> kinds;
  for (const ExplanationFactor& factor : all) {
    kinds.push_back(factor.kind);
  }
  return kinds;
}

const ExplanationFactor& Find(const std::vector<ExplanationFactor>& all,
                              const std::string& kind) {
  for (const ExplanationFactor& factor : all) {
    if (factor.kind == kind) {
      return factor;
    }
  }
  static const ExplanationFactor none;
  return none;
}

v1::ReceiptBody BodyOf(const TestCase& test) {
  const DocumentJudgement judgement = test.Judgement();
  v1::ReceiptBody body = VerdictOf(judgement, JudgeDocument(judgement).reports);
  body.set_id(std::string(16, '\x2a'));
  body.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(TestCase::Now()));
  return body;
}

// One condition of each state under `regime`, and one finding against the
// first.
v1::ReceiptBody LegalBody(v1::LegalRegime regime, v1::LegalBasis basis) {
  v1::ReceiptBody body;
  v1::SignatureReport& report = *body.add_signatures();
  v1::Conclusion& conclusion = *report.mutable_conclusion();
  conclusion.set_indication(v1::INDICATION_TOTAL_FAILED);
  conclusion.set_sub_indication(v1::SUB_INDICATION_HASH_FAILURE);
  v1::Finding& finding = *conclusion.add_findings();
  finding.set_block(v1::BUILDING_BLOCK_CRYPTOGRAPHIC_VERIFICATION);
  finding.set_constraint(v1::CONSTRAINT_SIGNED_DATA_INTACT);
  finding.set_level(v1::LEVEL_FAIL);
  finding.set_outcome(v1::CHECK_OUTCOME_FAILED);
  finding.set_reason(v1::FINDING_REASON_DIGEST_MISMATCH);
  finding.set_subject(std::string(32, '\x11'));
  finding.mutable_time()->set_seconds(1767225600);
  v1::LegalConclusion& legal = *report.mutable_legal();
  legal.set_regime(regime);
  legal.set_effect(v1::LEGAL_EFFECT_NONE);
  legal.add_reasons(v1::LEGAL_REASON_SIGNATURE_REFUTED);
  legal.set_ground(v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED);
  legal.set_ground_record_id("xa-ca-sign");
  legal.add_notes(v1::LEGAL_REASON_KEY_KEPT_BY_CA);
  v1::LegalCondition& condition = *legal.add_conditions();
  condition.set_number(4);
  condition.set_state(v1::CONDITION_STATE_NOT_MET);
  condition.add_reasons(v1::LEGAL_REASON_BEFORE_REGISTRATION);
  condition.add_basis(basis);
  condition.set_record_id("xa-ca-sign");
  condition.add_evidence(std::string(32, '\x22'));
  body.add_limitations(v1::LIMITATION_NO_TRUSTED_TIME);
  return body;
}

TEST(ExplanationTest, SaysAllInOrder) {
  const auto factors = ExplainReceipt(
      LegalBody(v1::LEGAL_REGIME_CODE, v1::LEGAL_BASIS_CODE_49_2_4),
      Language::kEnglish);
  EXPECT_THAT(
      KindsOf(factors),
      ElementsAre("AUTOMATED", "SIGNATURE", "RESULT", "EFFECT", "REGIME",
                  "GROUND", "CONDITION", "FINDING", "NOTE", "LIMITATION"));
  EXPECT_EQ(Find(factors, "RESULT").value, "TOTAL_FAILED");
  EXPECT_EQ(Find(factors, "CONDITION").value, "4 NOT_MET");
  EXPECT_THAT(
      Find(factors, "CONDITION").details,
      ElementsAre(
          "Reason: The signature was made before the certification centre was "
          "registered.",
          "Basis: article 49, paragraph 2, subparagraph 4) of the Digital "
          "Code.",
          "Record relied on: xa-ca-sign.",
          "Evidence: SHA-256 "
          "2222222222222222222222222222222222222222222222222222222222222222."));
  EXPECT_EQ(Find(factors, "FINDING").text,
            "Check: The signed document is unchanged. Outcome: not met.");
  EXPECT_THAT(
      Find(factors, "FINDING").details,
      ElementsAre(
          "Reason: The document was changed after it was signed, or it is "
          "another document.",
          "Time: 2026-01-01T00:00:00Z.",
          "Basis: article 49, paragraph 2, subparagraph 1) of the Digital "
          "Code.",
          "Evidence: SHA-256 "
          "1111111111111111111111111111111111111111111111111111111111111111."));
}

// Law: CAL-13.
TEST(ExplanationTest, TheSameReasonCitesTheActOfItsDate) {
  const auto law = ExplainReceipt(
      LegalBody(v1::LEGAL_REGIME_LAW370, v1::LEGAL_BASIS_LAW370_10_1_4),
      Language::kRussian);
  EXPECT_THAT(Find(law, "CONDITION").details,
              Contains("Основание: подпункт 4) пункта 1 статьи 10 Закона от 7 "
                       "января 2003 года № 370-II."));
  EXPECT_THAT(Find(law, "FINDING").details,
              Contains("Основание: подпункт 1) пункта 1 статьи 10 Закона от 7 "
                       "января 2003 года № 370-II."));
  EXPECT_THAT(Find(law, "GROUND").details,
              Contains("Основание: подпункт 2) статьи 19 Закона от 7 января "
                       "2003 года № 370-II."));
  const auto code = ExplainReceipt(
      LegalBody(v1::LEGAL_REGIME_CODE, v1::LEGAL_BASIS_CODE_49_2_4),
      Language::kKazakh);
  EXPECT_THAT(
      Find(code, "CONDITION").details,
      Contains(
          "Негізі: Цифрлық кодекстің 49-бабы 2-тармағының 4) тармақшасы."));
  EXPECT_THAT(
      Find(code, "FINDING").details,
      Contains(
          "Негізі: Цифрлық кодекстің 49-бабы 2-тармағының 1) тармақшасы."));
}

// Law: DEC-01, DEC-02, DEC-05.
TEST(ExplanationTest, EveryCheckThatWasNotPassedHasAFactorWithEvidence) {
  TestCase::Options options;
  options.revoked_at = TestCase::Now() - absl::Hours(1);
  const v1::ReceiptBody body = BodyOf(TestCase(options));
  const v1::Conclusion& conclusion = body.signatures(0).conclusion();
  ASSERT_NE(conclusion.indication(), v1::INDICATION_TOTAL_PASSED);
  int open = 0;
  for (const v1::Finding& finding : conclusion.findings()) {
    open += finding.outcome() != v1::CHECK_OUTCOME_PASSED &&
            finding.level() != v1::LEVEL_IGNORE;
  }
  ASSERT_GT(open, 0);
  for (const Language language : kLanguages) {
    const auto factors = ExplainReceipt(body, language);
    EXPECT_EQ(factors[0].kind, "AUTOMATED");
    int explained = 0;
    bool names_revocation = false;
    for (const ExplanationFactor& factor : factors) {
      explained += factor.kind == "FINDING";
      EXPECT_FALSE(factor.text.empty());
      EXPECT_FALSE(absl::StrContains(factor.text, "{")) << factor.text;
      if (factor.value != "NOT_REVOKED") {
        continue;
      }
      names_revocation = true;
      EXPECT_THAT(factor.details,
                  Contains(HasSubstr(absl::BytesToHexString(
                      body.signatures(0).signing_certificate_sha256()))));
    }
    EXPECT_EQ(explained, open);
    EXPECT_TRUE(names_revocation);
  }
}

TEST(ExplanationTest, AValidSignatureIsExplainedToo) {
  const auto factors = ExplainReceipt(BodyOf(TestCase()), Language::kKazakh);
  EXPECT_EQ(Find(factors, "RESULT").text, "Нәтиже: Қолтаңба жарамды.");
  EXPECT_EQ(Find(factors, "EFFECT").value, "UNDETERMINED");
  EXPECT_FALSE(Find(factors, "EFFECT").details.empty());
}

TEST(ExplanationTest, SaysWhomTheSignerStandsFor) {
  v1::ReceiptBody body = BodyOf(TestCase());
  body.mutable_signatures(0)->add_subject_kinds(v1::SUBJECT_KIND_LEGAL_ENTITY);
  body.mutable_signatures(0)->add_subject_kinds(v1::SUBJECT_KIND_HEAD);
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kRussian), "SUBJECT").text,
            "Регистрационное свидетельство выдано на: юридическое лицо, первый "
            "руководитель юридического лица.");
}

// Law: RCP-01, VER-08.
TEST(ExplanationTest, NamesOwnerAndTool) {
  v1::ReceiptBody body = BodyOf(TestCase());
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "OWNER").kind, "");
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "MODULE").kind, "");
  body.mutable_owner()->set_name("State company");
  body.mutable_module()->set_name("OpenSSL");
  body.mutable_module()->set_version("3.0");
  body.mutable_module()->set_conformity_certificate("KZ.1");
  body.mutable_module()->mutable_conformity_until()->set_seconds(1767225600);
  const auto factors = ExplainReceipt(body, Language::kEnglish);
  EXPECT_EQ(Find(factors, "OWNER").text, "System of: State company.");
  EXPECT_EQ(Find(factors, "MODULE").text, "Cryptographic module: OpenSSL 3.0.");
  EXPECT_THAT(Find(factors, "MODULE").details,
              ElementsAre("Certificate of conformity: KZ.1.",
                          "The certificate of conformity is valid until "
                          "2026-01-01T00:00:00Z."));
}

// Law: DEF-13, DEF-14.
TEST(ExplanationTest, NamesTheLawsThatGovern) {
  v1::ReceiptBody body = BodyOf(TestCase());
  body.mutable_signatures(0)->set_certificate_governing_law("XA");
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "EXCHANGE_LAW").kind,
            "");
  body.mutable_usage()->set_exchange_governing_law("DE");
  body.mutable_usage()->set_agreement_reference("contract 7");
  const auto factors = ExplainReceipt(body, Language::kEnglish);
  EXPECT_EQ(Find(factors, "CERTIFICATE_LAW").value, "XA");
  EXPECT_EQ(Find(factors, "EXCHANGE_LAW").text,
            "The exchange of the documents is governed by the law of: DE.");
  EXPECT_THAT(Find(factors, "EXCHANGE_LAW").details,
              ElementsAre("Agreement of the parties: contract 7."));
}

// An answer of the present time is labelled as such.
// Law: GWY-01, GWY-02.
TEST(ExplanationTest, SaysOfWhatTimeTheAuthorityIs) {
  v1::ReceiptBody body = BodyOf(TestCase());
  body.mutable_signatures(0)->mutable_legal()->set_signing_authority(
      v1::SIGNING_AUTHORITY_CONFIRMED);
  v1::AuthorityAnswer& answer =
      *body.mutable_usage()->mutable_signing_authority();
  answer.set_result(v1::SIGNING_AUTHORITY_CONFIRMED);
  answer.set_source("authority service");
  const auto details = [&body](Language language) {
    return Find(ExplainReceipt(body, language), "AUTHORITY").details;
  };
  EXPECT_THAT(details(Language::kEnglish),
              ElementsAre("Stated by: authority service.",
                          "As of the time of the request, which need not be "
                          "the time of signing."));
  EXPECT_THAT(details(Language::kRussian),
              Contains(HasSubstr("на время запроса")));
  EXPECT_THAT(details(Language::kKazakh),
              Contains(HasSubstr("Сұрау уақытындағы")));
  answer.mutable_as_of()->set_seconds(1767225600);
  EXPECT_THAT(details(Language::kEnglish),
              ElementsAre("Stated by: authority service.",
                          "As of 2026-01-01T00:00:00Z."));
  body.mutable_signatures(0)->mutable_legal()->set_signing_authority(
      v1::SIGNING_AUTHORITY_NOT_CHECKED);
  EXPECT_THAT(details(Language::kEnglish), testing::IsEmpty());
}

// A newer server may know more numbers; a level IGNORE is of no interest.
TEST(ExplanationTest, WhatIsNotKnownIsSaid) {
  v1::ReceiptBody body =
      LegalBody(v1::LEGAL_REGIME_CODE, v1::LEGAL_BASIS_CODE_49_2_4);
  v1::Finding& finding =
      *body.mutable_signatures(0)->mutable_conclusion()->mutable_findings(0);
  finding.set_reason(static_cast<v1::FindingReason>(9999));
  EXPECT_THAT(Find(ExplainReceipt(body, Language::kEnglish), "FINDING").details,
              Contains("Reason: There is no text for number 9999."));
  finding.set_level(v1::LEVEL_IGNORE);
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "FINDING").kind, "");
}

TEST(ExplanationTest, TimestampsSayWhatTheyLack) {
  v1::ReceiptBody body =
      LegalBody(v1::LEGAL_REGIME_CODE, v1::LEGAL_BASIS_CODE_49_2_4);
  v1::Finding& finding = *body.mutable_signatures(0)
                              ->mutable_conclusion()
                              ->add_timestamps()
                              ->add_findings();
  finding.set_constraint(v1::CONSTRAINT_TIMESTAMP_IMPRINT);
  finding.set_level(v1::LEVEL_FAIL);
  finding.set_outcome(v1::CHECK_OUTCOME_FAILED);
  finding.set_reason(v1::FINDING_REASON_TIMESTAMP_IMPRINT_MISMATCH);
  const auto factors = ExplainReceipt(body, Language::kEnglish);
  const ExplanationFactor& factor = Find(factors, "TIMESTAMP_FINDING");
  EXPECT_EQ(factor.text,
            "Time-stamp. Check: The time-stamp was given for these data. "
            "Outcome: not met.");
  EXPECT_THAT(factor.details,
              ElementsAre("Reason: The time-stamp was given for something "
                          "else."));
}

// Law: REG-03, ACL-01.
TEST(ExplanationTest, SaysWhatAForeignTtpAnsweredAndWhen) {
  v1::ReceiptBody body;
  v1::SignatureReport& report = *body.add_signatures();
  report.mutable_conclusion()->set_indication(v1::INDICATION_INDETERMINATE);
  v1::PeerAnswer& peer = *report.mutable_peer();
  peer.set_authority_id("xb-ttp");
  peer.set_receipt_sha256(std::string(32, '\x22'));
  peer.mutable_issued_at()->set_seconds(1767225600);
  peer.set_indication(v1::INDICATION_TOTAL_PASSED);
  for (const Language language : kLanguages) {
    const ExplanationFactor factor =
        Find(ExplainReceipt(body, language), "PEER");
    EXPECT_EQ(factor.value, "TOTAL_PASSED");
    EXPECT_THAT(factor.text, HasSubstr("xb-ttp"));
    EXPECT_THAT(factor.text,
                HasSubstr(TextOf(ExplanationTable::kIndication,
                                 v1::INDICATION_TOTAL_PASSED, language)));
    ASSERT_EQ(factor.details.size(), 2u);
    EXPECT_THAT(factor.details[0], HasSubstr("2026-01-01T00:00:00Z"));
    EXPECT_THAT(factor.details[1],
                HasSubstr(absl::BytesToHexString(peer.receipt_sha256())));
  }
  peer.set_indication(v1::INDICATION_INDETERMINATE);
  peer.set_reason(v1::FINDING_REASON_DIGEST_MISMATCH);
  for (const Language language : kLanguages) {
    const ExplanationFactor factor =
        Find(ExplainReceipt(body, language), "PEER");
    EXPECT_EQ(factor.value, "INDETERMINATE");
    ASSERT_EQ(factor.details.size(), 3u);
    EXPECT_THAT(
        factor.details[1],
        HasSubstr(TextOf(ExplanationTable::kFindingReason,
                         v1::FINDING_REASON_DIGEST_MISMATCH, language)));
  }
  report.clear_peer();
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "PEER").kind, "");
}

TEST(ExplanationTest, SaysOfWhatTimeItSpeaks) {
  v1::ReceiptBody body;
  EXPECT_EQ(Find(ExplainReceipt(body, Language::kEnglish), "ASKED_TIME").kind,
            "");
  body.mutable_asked_time()->set_seconds(1767225600);
  body.add_limitations(v1::LIMITATION_AS_OF_ASKED_TIME);
  for (const Language language : kLanguages) {
    const auto all = ExplainReceipt(body, language);
    EXPECT_THAT(Find(all, "ASKED_TIME").text,
                HasSubstr("2026-01-01T00:00:00Z"));
    EXPECT_EQ(Find(all, "LIMITATION").value, "AS_OF_ASKED_TIME");
  }
}

}  // namespace
}  // namespace kepil

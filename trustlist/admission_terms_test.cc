#include "trustlist/admission_terms.h"

#include <functional>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/admission_fixture.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Failures(AdmissionCase& parts) {
  return FailuresOf(JudgeAdmissionTerms(parts.Input()));
}

void AddDay(int year, int month, int day, v1::LegalDate* date) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

void MakeTtp(AdmissionCase& parts) {
  v1::Authority& authority = parts.authority();
  authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_TTP);
  authority.mutable_services()->RemoveLast();
  authority.mutable_services(0)->set_type(v1::SERVICE_TYPE_RECEIPT);
  v1::ForeignTtp& terms = *authority.mutable_foreign_ttp();
  terms.add_countries("XA");
  terms.mutable_max_receipt_age()->set_seconds(24 * 3600);
  v1::ForeignTtpEndpoint& endpoint = *terms.add_endpoints();
  endpoint.set_url("https://ttp.xa.example/");
  endpoint.set_protocol(v1::FOREIGN_TTP_PROTOCOL_DVCS_STB);
}

TEST(AdmissionTermsTest, AGoodApplicationPasses) {
  AdmissionCase parts;
  EXPECT_THAT(Failures(parts), IsEmpty());
}

// Law: REG-06, REG-15.
TEST(AdmissionTermsTest, NothingPassesWithoutRules) {
  AdmissionCase parts;
  parts.rules.reset();
  EXPECT_THAT(Failures(parts),
              ElementsAre("RULES_IN_FORCE ", "REQUIRED_DOCUMENTS "));
  parts.rules.emplace();
  EXPECT_THAT(Failures(parts),
              ElementsAre("RULES_IN_FORCE registration/crl_validity_max",
                          "RULES_IN_FORCE registration/crl_issue_interval_max",
                          "RULES_IN_FORCE registration/foreign_receipt_age_max",
                          "RULES_IN_FORCE registration/appeal_info"));
}

// Law: DEF-10.
TEST(AdmissionTermsTest, WantsTheStateThatHostsTheEndpoints) {
  AdmissionCase parts;
  parts.authority().clear_endpoint_country();
  EXPECT_THAT(Failures(parts),
              ElementsAre("LEGAL_FIELDS authority/endpoint_country",
                          "RECORD authority"));
}

// Law: REG-15.
TEST(AdmissionTermsTest, EachMissingFieldIsAGround) {
  AdmissionCase parts;
  parts.authority().clear_legal_name();
  parts.authority().set_country("KZ");
  parts.application.mutable_content()->clear_address();
  parts.application.mutable_content()->clear_contact();
  parts.treaties[0].parties = {"KZ"};
  EXPECT_THAT(
      Failures(parts),
      ElementsAre("LEGAL_FIELDS authority/legal_name",
                  "LEGAL_FIELDS authority/country", "LEGAL_FIELDS address",
                  "LEGAL_FIELDS contact", "RECORD authority"));
}

TEST(AdmissionTermsTest, DomesticCasDoNotApply) {
  AdmissionCase parts;
  parts.authority().set_kind(v1::AUTHORITY_KIND_DOMESTIC_CA);
  EXPECT_THAT(Failures(parts),
              testing::Contains("LEGAL_FIELDS authority/kind"));
}

// A fault where the node requires the reference, else a warning.
// Law: REG-23.
TEST(AdmissionTermsTest, MissesTheEntryOfTheApprovedList) {
  AdmissionCase parts;
  const auto finding = [&](ListReference rule) {
    AdmissionInput input = parts.Input();
    input.list_reference = rule;
    for (const v1::AdmissionFinding& one : JudgeAdmissionTerms(input)) {
      if (one.subject() == "authority/interstate_list_ref") {
        return one;
      }
    }
    return v1::AdmissionFinding();
  };
  EXPECT_EQ(finding(ListReference::kRequired).outcome(),
            v1::ADMISSION_OUTCOME_FAILED);
  EXPECT_EQ(finding(ListReference::kOptional).outcome(),
            v1::ADMISSION_OUTCOME_NOT_APPLICABLE);
  EXPECT_THAT(finding(ListReference::kOptional).detail(),
              testing::StartsWith("warning"));
  parts.authority().set_interstate_list_ref("order 12, entry 3");
  EXPECT_EQ(finding(ListReference::kRequired).subject(), "");
  EXPECT_EQ(finding(ListReference::kOptional).subject(), "");
}

// Law: REG-06.
TEST(AdmissionTermsTest, WantsTheDocumentsOfTheRulePack) {
  AdmissionCase parts;
  parts.rules->add_required_documents(v1::REGISTRATION_DOCUMENT_AUDIT_REPORT);
  parts.rules->add_required_documents(v1::REGISTRATION_DOCUMENT_CONSTITUENT);
  EXPECT_THAT(
      Failures(parts),
      ElementsAre("REQUIRED_DOCUMENTS REGISTRATION_DOCUMENT_AUDIT_REPORT",
                  "REQUIRED_DOCUMENTS REGISTRATION_DOCUMENT_CONSTITUENT"));
}

// Law: DEF-12.
TEST(AdmissionTermsTest, ATreatyCountsWhileItIsInForce) {
  const std::function<void(TreatyRecord&)> faults[] = {
      [](TreatyRecord& treaty) { treaty.id = "another"; },
      [](TreatyRecord& treaty) { treaty.parties = {"XB"}; },
      [](TreatyRecord& treaty) { treaty.ratified_on.reset(); },
      [](TreatyRecord& treaty) {
        treaty.ratified_on = absl::CivilDay(2026, 1, 2);
      },
      [](TreatyRecord& treaty) { treaty.in_force.reset(); },
      [](TreatyRecord& treaty) {
        treaty.in_force = absl::CivilDay(2026, 1, 2);
      },
      [](TreatyRecord& treaty) { treaty.until = absl::CivilDay(2026, 1, 1); },
  };
  for (const auto& fault : faults) {
    AdmissionCase parts;
    fault(parts.treaties[0]);
    EXPECT_THAT(Failures(parts),
                ElementsAre("AGREEMENT_IN_FORCE treaties/xa-kz"));
  }
  AdmissionCase parts;
  parts.treaties[0].in_force = absl::CivilDay(2026, 1, 1);
  parts.treaties[0].until = absl::CivilDay(2026, 1, 2);
  EXPECT_THAT(Failures(parts), IsEmpty());
}

TEST(AdmissionTermsTest, AnAgreementCountsWithItsDocument) {
  AdmissionCase parts;
  v1::ApplicationContent& content = *parts.application.mutable_content();
  content.clear_treaty_id();
  EXPECT_THAT(Failures(parts), ElementsAre("AGREEMENT_IN_FORCE "));
  parts.rules->set_agreement_required(v1::LEGAL_CHOICE_NO);
  EXPECT_THAT(Failures(parts), IsEmpty());
  v1::AgreementTerms& terms = *content.mutable_agreement();
  terms.set_reference("12 of 2025");
  AddDay(2025, 12, 31, terms.mutable_in_force());
  terms.set_document_sha256(std::string(32, 'a'));
  EXPECT_THAT(Failures(parts), ElementsAre("AGREEMENT_IN_FORCE agreement"));
  v1::ApplicationDocument& document = *parts.application.add_documents();
  document.set_type(v1::REGISTRATION_DOCUMENT_AGREEMENT);
  document.set_sha256(terms.document_sha256());
  EXPECT_THAT(Failures(parts), IsEmpty());
  AddDay(2026, 1, 1, terms.mutable_until());
  EXPECT_THAT(Failures(parts), ElementsAre("AGREEMENT_IN_FORCE agreement"));
  AddDay(2026, 1, 2, terms.mutable_until());
  EXPECT_THAT(Failures(parts), IsEmpty());
  AddDay(2026, 1, 2, terms.mutable_in_force());
  EXPECT_THAT(Failures(parts), ElementsAre("AGREEMENT_IN_FORCE agreement"));
}

// Law: REG-10, REG-17.
TEST(AdmissionTermsTest, IdsAreNeverUsedAgain) {
  AdmissionCase parts;
  v1::Authority& known = *parts.image.add_authorities();
  known.set_id("xa");
  EXPECT_THAT(Failures(parts), ElementsAre("RECORD authority/id"));
}

// Law: REG-03, REG-06.
TEST(AdmissionTermsTest, ATtpKeepsToTheRulePacksReceiptAge) {
  AdmissionCase parts;
  MakeTtp(parts);
  EXPECT_THAT(Failures(parts), IsEmpty());
  parts.authority()
      .mutable_foreign_ttp()
      ->mutable_max_receipt_age()
      ->set_seconds(24 * 3600 + 1);
  EXPECT_THAT(Failures(parts),
              ElementsAre("TTP_TERMS authority/foreign_ttp/max_receipt_age"));
  parts.authority().clear_foreign_ttp();
  EXPECT_THAT(Failures(parts), ElementsAre("RECORD authority",
                                           "TTP_TERMS authority/foreign_ttp"));
}

}  // namespace
}  // namespace kepil

#include "trustlist/admission_terms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/trust/foreign_ttp.h"
#include "engine/trust/legal_date.h"
#include "trustlist/record_checks.h"

namespace kepil {
namespace {

constexpr size_t kMaxText = 1024;
// Stands for the decision, which an officer gives with the approval.
constexpr char kNoDecisionYet[] = "-";

void Append(AdmissionFindings& findings, AdmissionFindings more) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

AdmissionFindings PassedUnlessAny(AdmissionFindings faults,
                                  v1::AdmissionCheck check) {
  if (faults.empty()) {
    faults.push_back(AdmissionPassed(check, ""));
  }
  return faults;
}

AdmissionFindings JudgeRules(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_RULES_IN_FORCE;
  if (input.rules == nullptr) {
    return {AdmissionFailed(kCheck, "", "no approved rule pack is in force")};
  }
  const v1::RegistrationRules& rules = *input.rules;
  AdmissionFindings faults;
  const auto fault = [&](absl::string_view field, absl::string_view problem) {
    faults.push_back(
        AdmissionFailed(kCheck, absl::StrCat("registration/", field), problem));
  };
  if (rules.crl_validity_min().seconds() <= 0 ||
      rules.crl_validity_max().seconds() < rules.crl_validity_min().seconds()) {
    fault("crl_validity_max", "the bounds of a CRL's validity are missing");
  }
  if (rules.crl_issue_interval_max().seconds() <= 0) {
    fault("crl_issue_interval_max", "missing");
  }
  if (rules.foreign_receipt_age_max().seconds() <= 0) {
    fault("foreign_receipt_age_max", "missing");
  }
  if (rules.appeal_info().empty()) {
    fault("appeal_info", "missing");
  }
  return PassedUnlessAny(std::move(faults), kCheck);
}

bool IsCountry(absl::string_view text) {
  return text.size() == 2 && absl::ascii_isupper(text[0]) &&
         absl::ascii_isupper(text[1]);
}

AdmissionFindings JudgeLegalFields(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_LEGAL_FIELDS;
  const v1::ApplicationContent& content = input.application.content();
  const v1::Authority& authority = content.authority();
  AdmissionFindings faults;
  const auto want = [&](bool met, absl::string_view field,
                        absl::string_view problem) {
    if (!met) {
      faults.push_back(AdmissionFailed(kCheck, field, problem));
    }
  };
  want(authority.kind() == v1::AUTHORITY_KIND_FOREIGN_CA ||
           authority.kind() == v1::AUTHORITY_KIND_FOREIGN_TTP,
       "authority/kind", "only foreign CAs and foreign TTPs apply");
  want(!authority.legal_name().empty(), "authority/legal_name", "missing");
  want(IsCountry(authority.country()) && authority.country() != "KZ",
       "authority/country", "not the code of a foreign state");
  want(IsCountry(authority.endpoint_country()), "authority/endpoint_country",
       "the state where the endpoints are hosted is missing");
  constexpr absl::string_view kListField = "authority/interstate_list_ref";
  constexpr absl::string_view kNoEntry =
      "no entry of the approved list of objects for exchange between states";
  const bool is_unlisted = LacksListReference(authority);
  want(input.list_reference == ListReference::kOptional || !is_unlisted,
       kListField, kNoEntry);
  want(!content.address().empty() && content.address().size() <= kMaxText,
       "address", "not 1 to 1024 octets");
  want(!content.contact().empty() && content.contact().size() <= kMaxText,
       "contact", "not 1 to 1024 octets");
  faults = PassedUnlessAny(std::move(faults), kCheck);
  if (is_unlisted && input.list_reference == ListReference::kOptional) {
    faults.push_back(AdmissionNotApplicable(  // REG-23: a warning.
        kCheck, kListField, absl::StrCat("warning: ", kNoEntry)));
  }
  return faults;
}

AdmissionFindings JudgeDocuments(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_REQUIRED_DOCUMENTS;
  if (input.rules == nullptr) {
    return {AdmissionFailed(kCheck, "", "no rule pack says what is required")};
  }
  AdmissionFindings faults;
  for (const int required : input.rules->required_documents()) {
    const auto& documents = input.application.documents();
    if (std::none_of(documents.begin(), documents.end(),
                     [&](const v1::ApplicationDocument& document) {
                       return document.type() == required;
                     })) {
      faults.push_back(
          AdmissionFailed(kCheck,
                          v1::RegistrationDocument_Name(
                              static_cast<v1::RegistrationDocument>(required)),
                          "the document is missing"));
    }
  }
  return PassedUnlessAny(std::move(faults), kCheck);
}

// "" if the treaty is in force for `country` on `day`.
std::string TreatyFault(const TreatyRecord& treaty, absl::string_view country,
                        absl::CivilDay day) {
  if (std::find(treaty.parties.begin(), treaty.parties.end(), country) ==
      treaty.parties.end()) {
    return "the applicant's state is no party to the treaty";
  }
  if (!treaty.ratified_on.has_value() || day < *treaty.ratified_on) {
    return "the treaty is not ratified";
  }
  if (!treaty.in_force.has_value() || day < *treaty.in_force) {
    return "the treaty is not in force yet";
  }
  if (treaty.until.has_value() && day >= *treaty.until) {
    return "the treaty has ended";
  }
  return "";
}

// "" if the agreement is in force on the day of the check and is at hand.
std::string AgreementFault(const AdmissionInput& input) {
  const v1::AgreementTerms& terms = input.application.content().agreement();
  const absl::StatusOr<absl::CivilDay> from =
      DayFromProto(terms.in_force(), "agreement.in_force");
  if (terms.reference().empty() || !from.ok()) {
    return "reference or first day of the agreement is missing";
  }
  if (input.today < *from) {
    return "the agreement is not in force yet";
  }
  if (terms.has_until()) {
    const absl::StatusOr<absl::CivilDay> until =
        DayFromProto(terms.until(), "agreement.until");
    if (!until.ok() || input.today >= *until) {
      return "the agreement has ended";
    }
  }
  for (const v1::ApplicationDocument& document :
       input.application.documents()) {
    if (document.type() == v1::REGISTRATION_DOCUMENT_AGREEMENT &&
        (terms.document_sha256().empty() ||
         document.sha256() == terms.document_sha256())) {
      return "";
    }
  }
  return "the agreement is not among the documents";
}

AdmissionFindings JudgeAgreement(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_AGREEMENT_IN_FORCE;
  const v1::ApplicationContent& content = input.application.content();
  std::string subject;
  std::string fault;
  if (!content.treaty_id().empty()) {
    subject = absl::StrCat("treaties/", content.treaty_id());
    fault = "no such treaty is registered";
    for (const TreatyRecord& treaty : input.treaties) {
      if (treaty.id == content.treaty_id()) {
        fault = TreatyFault(treaty, content.authority().country(), input.today);
      }
    }
  } else if (content.has_agreement()) {
    subject = "agreement";
    fault = AgreementFault(input);
  } else if (input.rules != nullptr &&
             input.rules->agreement_required() == v1::LEGAL_CHOICE_NO) {
    return {AdmissionNotApplicable(kCheck, "", "the rule pack asks for none")};
  } else {
    fault = "neither treaty nor agreement is named";
  }
  if (fault.empty()) {
    return {AdmissionPassed(kCheck, subject)};
  }
  return {AdmissionFailed(kCheck, subject, fault)};
}

AdmissionFindings JudgeRecord(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_RECORD;
  v1::Authority authority = input.application.content().authority();
  AdmissionFindings faults;
  for (const v1::Authority& known : input.image.authorities()) {
    if (known.id() == authority.id()) {
      faults.push_back(
          AdmissionFailed(kCheck, "authority/id", "ids are never used again"));
    }
  }
  authority.set_decision(kNoDecisionYet);
  const absl::Status status =
      CheckAuthority(authority, input.image, input.certificates);
  if (!status.ok()) {
    faults.push_back(AdmissionFailed(kCheck, "authority", status.message()));
  }
  return PassedUnlessAny(std::move(faults), kCheck);
}

AdmissionFindings JudgeTtpTerms(const AdmissionInput& input) {
  constexpr v1::AdmissionCheck kCheck = v1::ADMISSION_CHECK_TTP_TERMS;
  const v1::Authority& authority = input.application.content().authority();
  if (authority.kind() != v1::AUTHORITY_KIND_FOREIGN_TTP) {
    return {AdmissionNotApplicable(kCheck, "", "not a foreign TTP")};
  }
  const absl::StatusOr<std::optional<ForeignTtp>> terms =
      DecodeForeignTtp(authority);
  if (!terms.ok() || !terms->has_value()) {
    return {AdmissionFailed(kCheck, "authority/foreign_ttp",
                            terms.ok() ? "missing" : terms.status().message())};
  }
  if (input.rules == nullptr ||
      (*terms)->max_receipt_age >
          absl::Seconds(input.rules->foreign_receipt_age_max().seconds())) {
    return {AdmissionFailed(kCheck, "authority/foreign_ttp/max_receipt_age",
                            "longer than the rule pack allows")};
  }
  return {AdmissionPassed(kCheck, "authority/foreign_ttp")};
}

}  // namespace

AdmissionFindings JudgeAdmissionTerms(const AdmissionInput& input) {
  AdmissionFindings findings = JudgeRules(input);
  Append(findings, JudgeLegalFields(input));
  Append(findings, JudgeDocuments(input));
  Append(findings, JudgeAgreement(input));
  Append(findings, JudgeRecord(input));
  Append(findings, JudgeTtpTerms(input));
  return findings;
}

}  // namespace kepil

#include "engine/validation/subject_profiles.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/object_identifier.h"

namespace kepil {
namespace {

constexpr int kMaxEntries = 64;

absl::Status FieldError(absl::string_view field, absl::string_view what) {
  return MalformedError(absl::StrCat("subject_profiles.", field, ": ", what));
}

absl::StatusOr<std::string> OidOf(absl::string_view field,
                                  const std::string& dotted) {
  std::string oid = OidFromText(dotted);
  if (oid.empty()) {
    return FieldError(field, "not a dotted OID");
  }
  return oid;
}

template <typename List>
absl::StatusOr<std::vector<std::string>> OidsOf(absl::string_view field,
                                                const List& dotted) {
  if (dotted.size() > kMaxEntries) {
    return FieldError(field, "too many");
  }
  std::vector<std::string> oids;
  for (const std::string& text : dotted) {
    KEPIL_ASSIGN_OR_RETURN(std::string oid, OidOf(field, text));
    oids.push_back(std::move(oid));
  }
  return oids;
}

absl::StatusOr<SubjectKind> KindOf(int kind) {
  switch (kind) {
    case v1::SUBJECT_KIND_INDIVIDUAL:
      return SubjectKind::kIndividual;
    case v1::SUBJECT_KIND_LEGAL_ENTITY:
      return SubjectKind::kLegalEntity;
    case v1::SUBJECT_KIND_HEAD:
      return SubjectKind::kHead;
    case v1::SUBJECT_KIND_SIGNATORY:
      return SubjectKind::kSignatory;
    case v1::SUBJECT_KIND_FINANCIAL_SIGNATORY:
      return SubjectKind::kFinancialSignatory;
    case v1::SUBJECT_KIND_PERSONNEL_OFFICER:
      return SubjectKind::kPersonnelOfficer;
    case v1::SUBJECT_KIND_EMPLOYEE:
      return SubjectKind::kEmployee;
    case v1::SUBJECT_KIND_DIGITAL_SYSTEM:
      return SubjectKind::kDigitalSystem;
  }
  return FieldError("subject_kinds", "unknown kind");
}

absl::StatusOr<IdentifierCheck> CheckOf(int check) {
  switch (check) {
    case v1::IDENTIFIER_CHECK_UNSPECIFIED:
      return IdentifierCheck::kNone;
    case v1::IDENTIFIER_CHECK_KAZAKH:
      return IdentifierCheck::kKazakh;
  }
  return FieldError("identifiers", "unknown check");
}

absl::Status CompileRules(const v1::SubjectProfile& source,
                          SubjectProfile& profile) {
  if (source.subject_kinds_size() > kMaxEntries ||
      source.identifiers_size() > kMaxEntries) {
    return FieldError(source.name(), "too many rules");
  }
  for (const v1::SubjectKindRule& line : source.subject_kinds()) {
    SubjectProfile::KindRule rule;
    KEPIL_ASSIGN_OR_RETURN(rule.kind, KindOf(line.kind()));
    KEPIL_ASSIGN_OR_RETURN(rule.oids, OidsOf("subject_kinds", line.oids()));
    rule.or_below = line.or_below();
    profile.kinds.push_back(std::move(rule));
  }
  for (const v1::SubjectIdentifierRule& line : source.identifiers()) {
    SubjectProfile::IdentifierRule rule;
    rule.name = line.name();
    rule.prefix = line.prefix();
    KEPIL_ASSIGN_OR_RETURN(rule.attribute,
                           OidOf("identifiers", line.attribute()));
    KEPIL_ASSIGN_OR_RETURN(rule.check, CheckOf(line.check()));
    if (rule.name.empty()) {
      return FieldError("identifiers", "without a name");
    }
    profile.identifiers.push_back(std::move(rule));
  }
  return absl::OkStatus();
}

absl::StatusOr<SubjectProfile> Compile(const v1::SubjectProfile& source) {
  SubjectProfile profile;
  profile.name = source.name();
  profile.issuer_country = source.issuer_country();
  if (profile.name.empty() || profile.issuer_country.empty()) {
    return FieldError("name", "a profile needs a name and a country");
  }
  KEPIL_RETURN_IF_ERROR(CompileRules(source, profile));
  KEPIL_ASSIGN_OR_RETURN(
      profile.authentication_purposes,
      OidsOf("authentication_purposes", source.authentication_purposes()));
  KEPIL_ASSIGN_OR_RETURN(profile.signing_purposes,
                         OidsOf("signing_purposes", source.signing_purposes()));
  if (!source.patronymic_attribute().empty()) {
    KEPIL_ASSIGN_OR_RETURN(
        profile.patronymic_attribute,
        OidOf("patronymic_attribute", source.patronymic_attribute()));
  }
  return profile;
}

}  // namespace

absl::StatusOr<std::vector<SubjectProfile>> CompileSubjectProfiles(
    const v1::ValidationPolicy& policy) {
  if (policy.subject_profiles_size() > kMaxEntries) {
    return FieldError("", "too many");
  }
  std::vector<SubjectProfile> profiles;
  for (const v1::SubjectProfile& source : policy.subject_profiles()) {
    KEPIL_ASSIGN_OR_RETURN(SubjectProfile profile, Compile(source));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

v1::SubjectKind SubjectKindToMessage(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kIndividual:
      return v1::SUBJECT_KIND_INDIVIDUAL;
    case SubjectKind::kLegalEntity:
      return v1::SUBJECT_KIND_LEGAL_ENTITY;
    case SubjectKind::kHead:
      return v1::SUBJECT_KIND_HEAD;
    case SubjectKind::kSignatory:
      return v1::SUBJECT_KIND_SIGNATORY;
    case SubjectKind::kFinancialSignatory:
      return v1::SUBJECT_KIND_FINANCIAL_SIGNATORY;
    case SubjectKind::kPersonnelOfficer:
      return v1::SUBJECT_KIND_PERSONNEL_OFFICER;
    case SubjectKind::kEmployee:
      return v1::SUBJECT_KIND_EMPLOYEE;
    case SubjectKind::kDigitalSystem:
      return v1::SUBJECT_KIND_DIGITAL_SYSTEM;
  }
  return v1::SUBJECT_KIND_UNSPECIFIED;
}

}  // namespace kepil

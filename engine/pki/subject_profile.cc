#include "engine/pki/subject_profile.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "engine/pki/certificate.h"

namespace kepil {
namespace {

constexpr int kIdentifierDigits = 12;
constexpr int kCheckedDigits = kIdentifierDigits - 1;

// Modulo 11, of the digits but the last with weights that begin with `first`
// and go round from 11 to 1.
int WeightedSum(absl::string_view digits, int first) {
  int sum = 0;
  for (int i = 0; i < kCheckedDigits; ++i) {
    const int weight = (first - 1 + i) % kCheckedDigits + 1;
    sum += weight * (digits[i] - '0');
  }
  return sum % 11;
}

bool PassesCheck(IdentifierCheck check, absl::string_view value) {
  switch (check) {
    case IdentifierCheck::kNone:
      return !value.empty();
    case IdentifierCheck::kKazakh:
      return IsKazakhIdentifier(value);
  }
  return false;
}

// Extended key usages and certificate policies.
std::vector<absl::string_view> PurposesOf(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  std::vector<absl::string_view> oids;
  for (const auto* list :
       {&extensions.extended_key_usage, &extensions.policies}) {
    if (list->has_value()) {
      oids.insert(oids.end(), (*list)->begin(), (*list)->end());
    }
  }
  return oids;
}

// Content octets of an OID begin with those of every OID above it: an arc never
// ends within another.
bool Matches(const SubjectProfile::KindRule& rule, absl::string_view oid) {
  return std::any_of(
      rule.oids.begin(), rule.oids.end(), [&](const std::string& listed) {
        return rule.or_below ? absl::StartsWith(oid, listed) : oid == listed;
      });
}

bool HasPurpose(const Certificate& certificate,
                const std::vector<std::string>& listed) {
  const auto& purposes = certificate.extensions().extended_key_usage;
  return purposes.has_value() &&
         std::find_first_of(purposes->begin(), purposes->end(), listed.begin(),
                            listed.end()) != purposes->end();
}

void ReadIdentifiers(const Certificate& certificate,
                     const SubjectProfile::IdentifierRule& rule,
                     SubjectDescription& description) {
  for (const std::string& text :
       certificate.subject().TextsOf(rule.attribute)) {
    absl::string_view value = text;
    if (absl::ConsumePrefix(&value, rule.prefix)) {
      description.identifiers.push_back(
          {rule.name, std::string(value), PassesCheck(rule.check, value)});
    }
  }
}

}  // namespace

absl::string_view SubjectKindName(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kIndividual:
      return "individual";
    case SubjectKind::kLegalEntity:
      return "legal_entity";
    case SubjectKind::kHead:
      return "head";
    case SubjectKind::kSignatory:
      return "signatory";
    case SubjectKind::kFinancialSignatory:
      return "financial_signatory";
    case SubjectKind::kPersonnelOfficer:
      return "personnel_officer";
    case SubjectKind::kEmployee:
      return "employee";
    case SubjectKind::kDigitalSystem:
      return "digital_system";
  }
  return "unknown";
}

bool AppliesTo(const SubjectProfile& profile, const Certificate& certificate) {
  return absl::EqualsIgnoreCase(certificate.issuer().Country(),
                                profile.issuer_country);
}

SubjectDescription DescribeSubject(const Certificate& certificate,
                                   const SubjectProfile& profile) {
  SubjectDescription description;
  const std::vector<absl::string_view> purposes = PurposesOf(certificate);
  for (const SubjectProfile::KindRule& rule : profile.kinds) {
    if (std::any_of(
            purposes.begin(), purposes.end(),
            [&](absl::string_view oid) { return Matches(rule, oid); }) &&
        std::find(description.kinds.begin(), description.kinds.end(),
                  rule.kind) == description.kinds.end()) {
      description.kinds.push_back(rule.kind);
    }
  }
  for (const SubjectProfile::IdentifierRule& rule : profile.identifiers) {
    ReadIdentifiers(certificate, rule, description);
  }
  const std::vector<std::string> patronymics =
      profile.patronymic_attribute.empty()
          ? std::vector<std::string>()
          : certificate.subject().TextsOf(profile.patronymic_attribute);
  description.patronymic = patronymics.empty() ? "" : patronymics[0];
  description.is_for_authentication =
      HasPurpose(certificate, profile.authentication_purposes) &&
      !HasPurpose(certificate, profile.signing_purposes);
  return description;
}

bool IsKazakhIdentifier(absl::string_view digits) {
  if (digits.size() != kIdentifierDigits ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) {
    return false;
  }
  int expected = WeightedSum(digits, 1);
  if (expected == 10) {
    expected = WeightedSum(digits, 3);
  }
  return expected != 10 && digits[kCheckedDigits] - '0' == expected;
}

}  // namespace kepil

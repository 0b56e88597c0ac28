#ifndef KEPIL_ENGINE_PKI_SUBJECT_PROFILE_H_
#define KEPIL_ENGINE_PKI_SUBJECT_PROFILE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {

// Whom a national certificate stands for.
enum class SubjectKind {
  kIndividual,
  kLegalEntity,
  kHead,                // First head of a legal entity.
  kSignatory,           // Has the right to sign for it.
  kFinancialSignatory,  // The same, financial documents only.
  kPersonnelOfficer,
  kEmployee,
  kDigitalSystem,
};
// Stable name for reports: "individual", "legal_entity".
absl::string_view SubjectKindName(SubjectKind kind);

// How the last digit of an identifier follows from the others.
enum class IdentifierCheck { kNone, kKazakh };

// SubjectProfile is what certificates of one country say of their subjects, as
// configuration: no OID of it is known to the code. OIDs are content octets.
struct SubjectProfile {
  struct KindRule {
    SubjectKind kind;
    std::vector<std::string> oids;  // Extended key usages or policies.
    bool or_below = false;          // Also OIDs below one of these.
  };
  struct IdentifierRule {
    std::string name;       // "IIN"
    std::string attribute;  // Of the subject's name.
    std::string prefix;     // What stands before the identifier in the value.
    IdentifierCheck check = IdentifierCheck::kNone;
  };

  std::string name;
  std::string issuer_country;  // In whose certificates it applies.
  std::vector<KindRule> kinds;
  std::vector<IdentifierRule> identifiers;
  // Extended key usages of a certificate for authentication; one that has a
  // signing purpose besides is for documents.
  std::vector<std::string> authentication_purposes;
  std::vector<std::string> signing_purposes;
  std::string patronymic_attribute;  // "" if there is none.
};

struct SubjectIdentifier {
  std::string name;   // Of the rule.
  std::string value;  // Without the prefix.
  bool is_valid = false;
};

// What one certificate says of its subject. Personal data: never logged.
struct SubjectDescription {
  std::vector<SubjectKind> kinds;  // In the order of the rules, each once.
  std::vector<SubjectIdentifier> identifiers;
  std::string patronymic;  // "" if there is none.
  bool is_for_authentication = false;
};

// Whether `profile` speaks of `certificate`: by the country of its issuer.
bool AppliesTo(const SubjectProfile& profile, const Certificate& certificate);

// Reads the subject by `profile`. Linear in certificate and profile.
SubjectDescription DescribeSubject(const Certificate& certificate,
                                   const SubjectProfile& profile);

// Whether `digits` is an IIN or BIN with the right last digit: twelve digits;
// the sum of the first eleven with weights 1 to 11, modulo 11; if that is 10,
// with weights 3 to 11, 1, 2; if 10 again, no identifier has such digits.
bool IsKazakhIdentifier(absl::string_view digits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_SUBJECT_PROFILE_H_

#include "engine/pki/certificate_extensions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/distribution_point.h"
#include "engine/pki/extension_oid.h"
#include "engine/pki/extension_value.h"
#include "engine/pki/general_name.h"
#include "engine/pki/policy_extensions.h"

namespace kepil {
namespace {

// Every parser below sets its field only if the whole value is well formed.

absl::Status ReadBasicConstraints(absl::string_view value,
                                  CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenSequence(value));
  BasicConstraints constraints;
  KEPIL_ASSIGN_OR_RETURN(constraints.ca, reader.ReadBooleanDefaultFalse());
  KEPIL_ASSIGN_OR_RETURN(constraints.path_length,
                         ReadOptionalCount(reader, kDerInteger));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  out.basic_constraints = constraints;
  return absl::OkStatus();
}

absl::Status ReadKeyUsage(absl::string_view value, CertificateExtensions& out) {
  DerReader reader(value);
  KEPIL_ASSIGN_OR_RETURN(const DerValue bits, reader.Read(kDerBitString));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  KEPIL_ASSIGN_OR_RETURN(const uint16_t named, ParseNamedBits(bits.content));
  out.key_usage = KeyUsage{named};
  return absl::OkStatus();
}

absl::Status ReadExtendedKeyUsage(absl::string_view value,
                                  CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  std::vector<std::string> purposes;
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, reader.ReadOid());
    purposes.emplace_back(oid);
  }
  out.extended_key_usage = std::move(purposes);
  return absl::OkStatus();
}

absl::Status ReadSubjectKeyId(absl::string_view value,
                              CertificateExtensions& out) {
  DerReader reader(value);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view id, reader.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  out.subject_key_id = std::string(id);
  return absl::OkStatus();
}

absl::Status ReadAuthorityKeyId(absl::string_view value,
                                CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.authority_key_id,
                         ParseAuthorityKeyIdentifier(value));
  return absl::OkStatus();
}

// An empty list, against SIZE (1..MAX), stands in certificates of real
// responders and persons: it names nobody, so it is nullopt, as if absent.
absl::StatusOr<std::optional<std::vector<GeneralName>>> ParseAltNames(
    absl::string_view value) {
  KEPIL_ASSIGN_OR_RETURN(const DerReader reader, OpenSequence(value));
  if (reader.empty()) {
    return std::optional<std::vector<GeneralName>>();
  }
  KEPIL_ASSIGN_OR_RETURN(std::vector<GeneralName> names,
                         ParseGeneralNames(reader.rest()));
  for (const GeneralName& name : names) {
    if (name.type == GeneralName::Type::kIpAddress && name.value.size() != 4 &&
        name.value.size() != 16) {
      return FormatUnknownError("IP address of neither 4 nor 16 octets");
    }
  }
  return std::optional<std::vector<GeneralName>>(std::move(names));
}

absl::Status ReadSubjectAltName(absl::string_view value,
                                CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.subject_alt_names, ParseAltNames(value));
  return absl::OkStatus();
}

absl::Status CheckIssuerAltName(absl::string_view value,
                                CertificateExtensions&) {
  return ParseAltNames(value).status();
}

absl::Status ReadPolicies(absl::string_view value, CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.policies, ParseCertificatePolicies(value));
  return absl::OkStatus();
}

absl::Status ReadPolicyMappings(absl::string_view value,
                                CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.policy_mappings, ParsePolicyMappings(value));
  return absl::OkStatus();
}

absl::Status ReadPolicyConstraints(absl::string_view value,
                                   CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.policy_constraints, ParsePolicyConstraints(value));
  return absl::OkStatus();
}

absl::Status ReadInhibitAnyPolicy(absl::string_view value,
                                  CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.inhibit_any_policy, ParseInhibitAnyPolicy(value));
  return absl::OkStatus();
}

// The contents of GeneralSubtrees; notes distances in `out`.
absl::StatusOr<std::vector<GeneralName>> ReadSubtrees(
    absl::string_view contents, NameConstraintsExtension& out) {
  DerReader reader(contents);
  std::vector<GeneralName> bases;
  do {  // SEQUENCE SIZE (1..MAX)
    if (bases.size() == kMaxGeneralNames) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT, "too many subtrees");
    }
    KEPIL_ASSIGN_OR_RETURN(DerReader subtree, reader.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(GeneralName base, ReadGeneralName(subtree));
    KEPIL_ASSIGN_OR_RETURN(const std::optional<int64_t> minimum,
                           ReadOptionalCount(subtree, DerContext(0)));
    KEPIL_ASSIGN_OR_RETURN(const std::optional<int64_t> maximum,
                           ReadOptionalCount(subtree, DerContext(1)));
    KEPIL_RETURN_IF_ERROR(subtree.Finish());
    if (base.type == GeneralName::Type::kIpAddress && base.value.size() != 8 &&
        base.value.size() != 32) {
      return FormatUnknownError("IP subtree of neither 8 nor 32 octets");
    }
    if (minimum.value_or(0) != 0 || maximum.has_value()) {
      out.has_unsupported_distance = true;
    }
    bases.push_back(std::move(base));
  } while (!reader.empty());
  return bases;
}

absl::Status ReadNameConstraints(absl::string_view value,
                                 CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  NameConstraintsExtension constraints;
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> permitted,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (permitted.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(constraints.permitted,
                           ReadSubtrees(permitted->content, constraints));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> excluded,
                         reader.ReadOptional(DerContextConstructed(1)));
  if (excluded.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(constraints.excluded,
                           ReadSubtrees(excluded->content, constraints));
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  out.name_constraints = std::move(constraints);
  return absl::OkStatus();
}

absl::Status ReadCrlDistributionPoints(absl::string_view value,
                                       CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.crl_distribution_points,
                         ParseDistributionPoints(value));
  return absl::OkStatus();
}

absl::Status ReadFreshestCrl(absl::string_view value,
                             CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(out.freshest_crl, ParseDistributionPoints(value));
  return absl::OkStatus();
}

// authorityInfoAccess and subjectInfoAccess: no address in them is used.
absl::Status CheckInfoAccess(absl::string_view value, CertificateExtensions&) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenNonEmptySequence(value));
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader description, reader.ReadSequence());
    KEPIL_RETURN_IF_ERROR(description.ReadOid().status());
    KEPIL_RETURN_IF_ERROR(ReadGeneralName(description).status());
    KEPIL_RETURN_IF_ERROR(description.Finish());
  }
  return absl::OkStatus();
}

// RFC 6960, 4.2.2.2.1: NULL; Kazakh responders write nothing at all.
absl::Status ReadOcspNoCheck(absl::string_view value,
                             CertificateExtensions& out) {
  DerReader reader(value);
  if (!value.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue null, reader.Read(kDerNull));
    KEPIL_RETURN_IF_ERROR(reader.Finish());
    if (!null.content.empty()) {
      return FormatUnknownError("malformed NULL");
    }
  }
  out.ocsp_no_check = true;
  return absl::OkStatus();
}

absl::Status ReadQcStatements(absl::string_view value,
                              CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenSequence(value));
  std::vector<std::string> statements;
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader statement, reader.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view id, statement.ReadOid());
    if (!statement.empty()) {
      KEPIL_RETURN_IF_ERROR(statement.ReadAny().status());
    }
    KEPIL_RETURN_IF_ERROR(statement.Finish());
    statements.emplace_back(id);
  }
  out.qc_statements = std::move(statements);
  return absl::OkStatus();
}

// The extensions that this gateway processes.
struct Recognised {
  absl::string_view oid;
  absl::Status (*parse)(absl::string_view value, CertificateExtensions& out);
};
constexpr Recognised kRecognised[] = {
    {extension_oid::kSubjectKeyId, ReadSubjectKeyId},
    {extension_oid::kKeyUsage, ReadKeyUsage},
    {extension_oid::kSubjectAltName, ReadSubjectAltName},
    {extension_oid::kIssuerAltName, CheckIssuerAltName},
    {extension_oid::kBasicConstraints, ReadBasicConstraints},
    {extension_oid::kNameConstraints, ReadNameConstraints},
    {extension_oid::kCrlDistributionPoints, ReadCrlDistributionPoints},
    {extension_oid::kCertificatePolicies, ReadPolicies},
    {extension_oid::kPolicyMappings, ReadPolicyMappings},
    {extension_oid::kAuthorityKeyId, ReadAuthorityKeyId},
    {extension_oid::kPolicyConstraints, ReadPolicyConstraints},
    {extension_oid::kExtendedKeyUsage, ReadExtendedKeyUsage},
    {extension_oid::kFreshestCrl, ReadFreshestCrl},
    {extension_oid::kInhibitAnyPolicy, ReadInhibitAnyPolicy},
    {extension_oid::kAuthorityInfoAccess, CheckInfoAccess},
    {extension_oid::kSubjectInfoAccess, CheckInfoAccess},
    {extension_oid::kQcStatements, ReadQcStatements},
    {extension_oid::kOcspNoCheck, ReadOcspNoCheck},
};

// One Extension; what it says goes into `out` if we know it.
absl::StatusOr<CertificateExtensions::Present> ReadExtension(
    DerReader& extensions, CertificateExtensions& out) {
  KEPIL_ASSIGN_OR_RETURN(DerReader extension, extensions.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, extension.ReadOid());
  CertificateExtensions::Present present;
  present.oid = std::string(oid);
  KEPIL_ASSIGN_OR_RETURN(present.critical, extension.ReadBooleanDefaultFalse());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                         extension.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(extension.Finish());
  present.value = std::string(value);
  for (const Recognised& known : kRecognised) {
    if (known.oid == oid) {
      present.recognised = true;
      present.malformed = !known.parse(value, out).ok();
      break;
    }
  }
  return present;
}

}  // namespace

absl::StatusOr<CertificateExtensions> ParseCertificateExtensions(
    absl::string_view contents, int max_extensions) {
  DerReader reader(contents);
  CertificateExtensions result;
  while (!reader.empty()) {
    if (static_cast<int>(result.all.size()) >= max_extensions) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT, "too many extensions");
    }
    KEPIL_ASSIGN_OR_RETURN(CertificateExtensions::Present present,
                           ReadExtension(reader, result));
    if (result.Find(present.oid) != nullptr) {
      return FormatUnknownError("an extension stands twice");  // 4.2
    }
    result.all.push_back(std::move(present));
  }
  return result;
}

absl::StatusOr<AuthorityKeyIdentifier> ParseAuthorityKeyIdentifier(
    absl::string_view extension_value) {
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, OpenSequence(extension_value));
  AuthorityKeyIdentifier id;
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> key_id,
                         reader.ReadOptional(DerContext(0)));
  if (key_id.has_value()) {
    id.key_id = std::string(key_id->content);
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> issuer,
                         reader.ReadOptional(DerContextConstructed(1)));
  if (issuer.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(id.issuer, ParseGeneralNames(issuer->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> serial,
                         reader.ReadOptional(DerContext(2)));
  if (serial.has_value()) {
    if (serial->content.empty()) {
      return FormatUnknownError("INTEGER without octets");
    }
    id.serial = std::string(serial->content);
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return id;
}

const CertificateExtensions::Present* CertificateExtensions::Find(
    absl::string_view oid_content) const {
  for (const Present& present : all) {
    if (present.oid == oid_content) {
      return &present;
    }
  }
  return nullptr;
}

bool CertificateExtensions::HasUnrecognisedCritical() const {
  for (const Present& present : all) {
    if (present.critical && !present.recognised) {
      return true;
    }
  }
  return false;
}

bool CertificateExtensions::HasMalformed() const {
  for (const Present& present : all) {
    if (present.malformed) {
      return true;
    }
  }
  return false;
}

bool CertificateExtensions::IsCritical(absl::string_view oid_content) const {
  const Present* present = Find(oid_content);
  return present != nullptr && present->critical;
}

}  // namespace kepil

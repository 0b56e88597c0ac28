#include "engine/pki/certificate_profile.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/general_name_syntax.h"

namespace kepil {
namespace {

using Deviation = ProfileDeviation;
using Deviations = std::set<ProfileDeviation>;
using Type = GeneralName::Type;

constexpr int kMaxSerial = 20;
// 1.3.6.1.5.5.7.1.1, 1.3.6.1.5.5.7.1.11, 2.5.29.9
constexpr absl::string_view kAuthorityInfoAccess(
    "\x2b\x06\x01\x05\x05\x07\x01\x01", 8);
constexpr absl::string_view kSubjectInfoAccess(
    "\x2b\x06\x01\x05\x05\x07\x01\x0b", 8);
constexpr absl::string_view kSubjectDirectoryAttributes("\x55\x1d\x09", 3);

bool IsCa(const Certificate& certificate) {
  const auto& constraints = certificate.extensions().basic_constraints;
  return constraints.has_value() && constraints->ca;
}

bool SignsCertificates(const CertificateExtensions& extensions) {
  return extensions.key_usage.has_value() &&
         extensions.key_usage->Has(KeyUsageBit::kKeyCertSign);
}

bool IsSelfSigned(const Certificate& certificate) {
  if (!certificate.IsSelfIssued() || !certificate.public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified = VerifySignedObject(
      **certificate.public_key(), certificate.signature_algorithm(),
      certificate.tbs(), certificate.signature());
  return verified.ok() && *verified;
}

bool IsTimeRightlyEncoded(const DerValue& value) {
  const absl::StatusOr<absl::Time> time =
      ParseDerTime(value.tag, value.content);
  if (!time.ok()) {
    return false;
  }
  const auto year = absl::ToCivilYear(*time, absl::UTCTimeZone()).year();
  return (value.tag == kDerUtcTime) == (year <= 2049);
}

// What only the TBSCertificate's octets show.
absl::Status CheckFraming(const Certificate& certificate, Deviations& found) {
  DerReader outer(certificate.tbs());
  KEPIL_ASSIGN_OR_RETURN(DerReader tbs, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(tbs.ReadOptional(DerContextConstructed(0)).status());
  // serialNumber, signature, issuer.
  for (int i = 0; i < 3; ++i) {
    KEPIL_RETURN_IF_ERROR(tbs.ReadAny().status());
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader validity, tbs.ReadSequence());
  for (int i = 0; i < 2; ++i) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue time, validity.ReadAny());
    if (!IsTimeRightlyEncoded(time)) {
      found.insert(Deviation::kTimeEncoding);
    }
  }
  // subject, subjectPublicKeyInfo.
  for (int i = 0; i < 2; ++i) {
    KEPIL_RETURN_IF_ERROR(tbs.ReadAny().status());
  }
  if (tbs.PeekTag() == DerContext(1) || tbs.PeekTag() == DerContext(2)) {
    found.insert(Deviation::kUniqueIdentifier);
  }
  return absl::OkStatus();
}

void CheckBasicFields(const Certificate& certificate, Deviations& found) {
  const CertificateExtensions& extensions = certificate.extensions();
  if (!extensions.all.empty() && certificate.version() != 3) {
    found.insert(Deviation::kVersionNotThree);
  }
  const absl::string_view serial = certificate.serial();
  if (std::all_of(serial.begin(), serial.end(),
                  [](char c) { return c == 0; })) {
    found.insert(Deviation::kSerialZero);
  } else if ((static_cast<unsigned char>(serial[0]) & 0x80) != 0) {
    found.insert(Deviation::kSerialNegative);
  }
  if (serial.size() > kMaxSerial) {
    found.insert(Deviation::kSerialTooLong);
  }
  if (certificate.issuer().empty()) {
    found.insert(Deviation::kIssuerEmpty);
  }
  if (certificate.not_after() < certificate.not_before()) {
    found.insert(Deviation::kValidityReversed);
  }
  if (certificate.subject().empty()) {
    if (IsCa(certificate)) {
      found.insert(Deviation::kSubjectEmptyInCa);
    }
    if (!extensions.IsCritical(extension_oid::kSubjectAltName)) {
      found.insert(Deviation::kSubjectUnnamed);
    }
  }
}

void CheckKeyIdentifiers(const Certificate& certificate, Deviations& found) {
  const CertificateExtensions& extensions = certificate.extensions();
  const auto& authority = extensions.authority_key_id;
  if (!authority.has_value() || !authority->key_id.has_value()) {
    if (!IsSelfSigned(certificate)) {
      found.insert(Deviation::kAuthorityKeyIdMissing);
    }
  }
  if (authority.has_value() &&
      authority->issuer.empty() == authority->serial.has_value()) {
    found.insert(Deviation::kAuthorityKeyIdIncomplete);
  }
  if (IsCa(certificate) && !extensions.subject_key_id.has_value()) {
    found.insert(Deviation::kSubjectKeyIdMissing);
  }
}

void CheckUsage(const Certificate& certificate, Deviations& found) {
  const CertificateExtensions& extensions = certificate.extensions();
  const bool ca = IsCa(certificate);
  if (ca && !extensions.key_usage.has_value()) {
    found.insert(Deviation::kKeyUsageMissing);
  }
  if (extensions.key_usage.has_value() && extensions.key_usage->bits == 0) {
    found.insert(Deviation::kKeyUsageEmpty);
  }
  if (!ca && SignsCertificates(extensions)) {
    found.insert(Deviation::kCertSignWithoutCa);
  }
  if (extensions.basic_constraints.has_value() &&
      extensions.basic_constraints->path_length.has_value() &&
      (!ca || !SignsCertificates(extensions))) {
    found.insert(Deviation::kPathLengthMisplaced);
  }
}

bool IsAltNameWellFormed(const GeneralName& name) {
  switch (name.type) {
    case Type::kDns:
      return IsHostNameOrWildcard(name.value);
    case Type::kEmail:
      return ParseMailbox(name.value).has_value();
    case Type::kUri:
      return HasUriScheme(name.value);
    case Type::kIpAddress:
      return name.value.size() == 4 || name.value.size() == 16;
    case Type::kDirectory:
    case Type::kOtherName:
    case Type::kX400:
    case Type::kEdiParty:
    case Type::kRegisteredId:
      return true;
  }
  return false;
}

bool IsSubtreeWellFormed(const GeneralName& base) {
  const absl::string_view text = base.value;
  const absl::string_view domain =
      absl::StartsWith(text, ".") ? text.substr(1) : text;
  switch (base.type) {
    case Type::kDns:
      return text.empty() || IsHostName(text);
    case Type::kEmail:
      return IsHostName(domain) || ParseMailbox(text).has_value();
    case Type::kUri:
      return IsHostName(domain);
    case Type::kIpAddress:
      return IsAddressRange(text);
    case Type::kDirectory:
    case Type::kOtherName:
    case Type::kX400:
    case Type::kEdiParty:
    case Type::kRegisteredId:
      return true;
  }
  return false;
}

void CheckNames(const Certificate& certificate, Deviations& found) {
  const CertificateExtensions& extensions = certificate.extensions();
  const auto& names = extensions.subject_alt_names;
  if (names.has_value() &&
      !std::all_of(names->begin(), names->end(), IsAltNameWellFormed)) {
    found.insert(Deviation::kAltNameMalformed);
  }
  if (!extensions.name_constraints.has_value()) {
    return;
  }
  const NameConstraintsExtension& constraints = *extensions.name_constraints;
  if (!IsCa(certificate)) {
    found.insert(Deviation::kNameConstraintsMisplaced);
  }
  if (constraints.has_unsupported_distance ||
      !std::all_of(constraints.permitted.begin(), constraints.permitted.end(),
                   IsSubtreeWellFormed) ||
      !std::all_of(constraints.excluded.begin(), constraints.excluded.end(),
                   IsSubtreeWellFormed)) {
    found.insert(Deviation::kNameConstraintMalformed);
  }
}

bool HasEmptyPoint(
    const std::optional<std::vector<DistributionPoint>>& points) {
  return points.has_value() &&
         std::any_of(points->begin(), points->end(),
                     [](const DistributionPoint& point) {
                       return point.full_name.empty() &&
                              !point.relative_name.has_value() &&
                              point.crl_issuer.empty();
                     });
}

bool MustBeCritical(const Certificate& certificate, absl::string_view oid) {
  return (oid == extension_oid::kBasicConstraints && IsCa(certificate)) ||
         oid == extension_oid::kNameConstraints ||
         oid == extension_oid::kPolicyConstraints ||
         oid == extension_oid::kInhibitAnyPolicy;
}

bool MustNotBeCritical(absl::string_view oid) {
  return oid == extension_oid::kAuthorityKeyId ||
         oid == extension_oid::kSubjectKeyId ||
         oid == extension_oid::kFreshestCrl || oid == kAuthorityInfoAccess ||
         oid == kSubjectInfoAccess || oid == kSubjectDirectoryAttributes;
}

void CheckCriticality(const Certificate& certificate, Deviations& found) {
  for (const auto& extension : certificate.extensions().all) {
    if (extension.critical && MustNotBeCritical(extension.oid)) {
      found.insert(Deviation::kMustNotBeCritical);
    }
    if (!extension.critical && MustBeCritical(certificate, extension.oid)) {
      found.insert(Deviation::kMustBeCritical);
    }
  }
}

}  // namespace

absl::string_view ProfileDeviationName(ProfileDeviation deviation) {
  switch (deviation) {
    case Deviation::kVersionNotThree:
      return "version_not_three";
    case Deviation::kSerialZero:
      return "serial_zero";
    case Deviation::kSerialNegative:
      return "serial_negative";
    case Deviation::kSerialTooLong:
      return "serial_too_long";
    case Deviation::kIssuerEmpty:
      return "issuer_empty";
    case Deviation::kValidityReversed:
      return "validity_reversed";
    case Deviation::kTimeEncoding:
      return "time_encoding";
    case Deviation::kSubjectEmptyInCa:
      return "subject_empty_in_ca";
    case Deviation::kSubjectUnnamed:
      return "subject_unnamed";
    case Deviation::kUniqueIdentifier:
      return "unique_identifier";
    case Deviation::kAuthorityKeyIdMissing:
      return "authority_key_id_missing";
    case Deviation::kAuthorityKeyIdIncomplete:
      return "authority_key_id_incomplete";
    case Deviation::kSubjectKeyIdMissing:
      return "subject_key_id_missing";
    case Deviation::kKeyUsageMissing:
      return "key_usage_missing";
    case Deviation::kKeyUsageEmpty:
      return "key_usage_empty";
    case Deviation::kCertSignWithoutCa:
      return "cert_sign_without_ca";
    case Deviation::kAltNameMalformed:
      return "alt_name_malformed";
    case Deviation::kPathLengthMisplaced:
      return "path_length_misplaced";
    case Deviation::kNameConstraintsMisplaced:
      return "name_constraints_misplaced";
    case Deviation::kNameConstraintMalformed:
      return "name_constraint_malformed";
    case Deviation::kDistributionPointEmpty:
      return "distribution_point_empty";
    case Deviation::kMustBeCritical:
      return "must_be_critical";
    case Deviation::kMustNotBeCritical:
      return "must_not_be_critical";
  }
  return "unknown";
}

std::vector<ProfileDeviation> FindProfileDeviations(
    const Certificate& certificate) {
  Deviations found;
  if (!CheckFraming(certificate, found).ok()) {
    found.insert(Deviation::kTimeEncoding);
  }
  CheckBasicFields(certificate, found);
  CheckKeyIdentifiers(certificate, found);
  CheckUsage(certificate, found);
  CheckNames(certificate, found);
  if (HasEmptyPoint(certificate.extensions().crl_distribution_points) ||
      HasEmptyPoint(certificate.extensions().freshest_crl)) {
    found.insert(Deviation::kDistributionPointEmpty);
  }
  CheckCriticality(certificate, found);
  return {found.begin(), found.end()};
}

}  // namespace kepil

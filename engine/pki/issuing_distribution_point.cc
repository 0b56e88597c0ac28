#include "engine/pki/issuing_distribution_point.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/extension_value.h"
#include "engine/pki/revocation_data.h"

namespace kepil {
namespace {

// BOOLEAN DEFAULT FALSE under an implicit tag.
absl::StatusOr<bool> ReadFlag(DerReader& reader, int tag) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> value,
                         reader.ReadOptional(DerContext(tag)));
  if (!value.has_value() || value->content == absl::string_view("\0", 1)) {
    return false;
  }
  if (value->content != "\xff") {
    return FormatUnknownError("a BOOLEAN that is neither true nor false");
  }
  return true;
}

bool HasName(const DistributionPoint& point) {
  return !point.full_name.empty() || point.relative_name.has_value();
}

// Equal if and only if the names match.
std::string KeyOf(GeneralName::Type type, absl::string_view value) {
  return absl::StrCat(static_cast<int>(type), ":", value);
}
std::string KeyOf(const Name& name) {
  return KeyOf(GeneralName::Type::kDirectory, name.comparison_key());
}
std::string KeyOf(const GeneralName& name) {
  return name.type == GeneralName::Type::kDirectory
             ? KeyOf(name.directory)
             : KeyOf(name.type, name.value);
}

// `issuer` with one more RDN; nullopt if that is no name.
std::optional<Name> Complete(const Name& issuer, absl::string_view rdn) {
  DerReader reader(issuer.der());
  const absl::StatusOr<DerValue> sequence = reader.Read(kDerSequence);
  if (!sequence.ok()) {
    return std::nullopt;
  }
  absl::StatusOr<Name> name = Name::FromDer(
      DerWrap(kDerSequence, absl::StrCat(sequence->content, rdn)));
  if (!name.ok()) {
    return std::nullopt;
  }
  return *std::move(name);
}

std::vector<std::string> KeysOf(const std::vector<GeneralName>& names) {
  std::vector<std::string> keys;
  keys.reserve(names.size());
  for (const GeneralName& name : names) {
    keys.push_back(KeyOf(name));
  }
  return keys;
}

// The names of `point`; a relative one is relative to `issuer`.
std::vector<std::string> KeysOf(const DistributionPoint& point,
                                const Name& issuer) {
  if (!point.relative_name.has_value()) {
    return KeysOf(point.full_name);
  }
  const std::optional<Name> name = Complete(issuer, *point.relative_name);
  return name.has_value() ? std::vector<std::string>{KeyOf(*name)}
                          : std::vector<std::string>();
}

bool ShareKey(const absl::flat_hash_set<std::string>& some,
              const std::vector<std::string>& others) {
  return std::any_of(others.begin(), others.end(), [&](const std::string& key) {
    return some.contains(key);
  });
}

bool NamesIssuer(const std::vector<GeneralName>& names, const Name& issuer) {
  return std::any_of(names.begin(), names.end(), [&](const GeneralName& name) {
    return name.type == GeneralName::Type::kDirectory &&
           name.directory == issuer;
  });
}

// (b)(1), (b)(2)(i) and (d) for one distribution point of `certificate`.
uint16_t ReasonsUnder(const DistributionPoint& point,
                      const IssuingDistributionPoint* idp,
                      const Name& crl_issuer, const Certificate& certificate) {
  const bool is_delegated = !point.crl_issuer.empty();
  if (is_delegated ? idp == nullptr || !idp->indirect ||
                         !NamesIssuer(point.crl_issuer, crl_issuer)
                   : crl_issuer != certificate.issuer()) {
    return 0;
  }
  if (idp != nullptr && HasName(idp->point)) {
    // RFC 5280, 4.2.1.13: relative to cRLIssuer, which then is one name.
    const Name& base = is_delegated ? crl_issuer : certificate.issuer();
    if (!ShareKey(idp->name_keys, HasName(point) ? KeysOf(point, base)
                                                 : KeysOf(point.crl_issuer))) {
      return 0;
    }
  }
  return point.reasons.value_or(kAllRevocationReasons) & kAllRevocationReasons;
}

}  // namespace

absl::StatusOr<IssuingDistributionPoint> ParseIssuingDistributionPoint(
    absl::string_view extension_value, const Name& crl_issuer) {
  DerReader outer(extension_value);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  IssuingDistributionPoint idp;
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> name,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (name.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(idp.point,
                           ParseDistributionPointName(name->content));
  }
  KEPIL_ASSIGN_OR_RETURN(idp.only_user_certificates, ReadFlag(reader, 1));
  KEPIL_ASSIGN_OR_RETURN(idp.only_ca_certificates, ReadFlag(reader, 2));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> reasons,
                         reader.ReadOptional(DerContext(3)));
  if (reasons.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(idp.only_some_reasons,
                           ParseNamedBits(reasons->content));
  }
  KEPIL_ASSIGN_OR_RETURN(idp.indirect, ReadFlag(reader, 4));
  KEPIL_ASSIGN_OR_RETURN(idp.only_attribute_certificates, ReadFlag(reader, 5));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  const int only = static_cast<int>(idp.only_user_certificates) +
                   static_cast<int>(idp.only_ca_certificates) +
                   static_cast<int>(idp.only_attribute_certificates);
  if (only > 1) {
    return FormatUnknownError("an IDP with two onlyContains flags");
  }
  idp.encoded = std::string(extension_value);
  for (std::string& key : KeysOf(idp.point, crl_issuer)) {
    idp.name_keys.insert(std::move(key));
  }
  return idp;
}

uint16_t ReasonsCovered(const IssuingDistributionPoint* idp,
                        const Name& crl_issuer,
                        const Certificate& certificate) {
  if (idp == nullptr && crl_issuer == certificate.issuer()) {
    return kAllRevocationReasons;
  }
  const CertificateExtensions& extensions = certificate.extensions();
  const bool is_ca = extensions.basic_constraints.has_value() &&
                     extensions.basic_constraints->ca;
  if (idp != nullptr &&  // (b)(2)(ii) to (iv).
      ((idp->only_user_certificates && is_ca) ||
       (idp->only_ca_certificates && !is_ca) ||
       idp->only_attribute_certificates)) {
    return 0;
  }
  uint16_t reasons = 0;
  if (crl_issuer == certificate.issuer() &&
      (!HasName(idp->point) ||
       idp->name_keys.contains(KeyOf(certificate.issuer())))) {
    reasons = kAllRevocationReasons;
  }
  if (extensions.crl_distribution_points.has_value()) {
    for (const DistributionPoint& point : *extensions.crl_distribution_points) {
      reasons |= ReasonsUnder(point, idp, crl_issuer, certificate);
    }
  }
  return idp == nullptr
             ? reasons
             : reasons & idp->only_some_reasons.value_or(kAllRevocationReasons);
}

}  // namespace kepil

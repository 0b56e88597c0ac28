#include "engine/pki/crl.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/pki/extension_value.h"

namespace kepil {
namespace {

constexpr int kMaxCrlExtensions = 32;
// ReasonFlags of RFC 5280, 4.2.1.13: bits 1 (keyCompromise) to 8
// (aACompromise).
constexpr uint16_t kAllReasons = 0x1fe;

// issuerAltName and authorityInfoAccess say nothing about status (RFC 5280,
// 5.2.2 and 5.2.7).
constexpr char kIssuerAltNameText[] = "\x55\x1d\x12";
constexpr char kAuthorityInfoAccessText[] = "\x2b\x06\x01\x05\x05\x07\x01\x01";

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

// RFC 5280, 5.2.5.
absl::StatusOr<IssuingDistributionPoint> ParseIdp(absl::string_view value) {
  DerReader outer(value);
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
  return idp;
}

// An extension value that is one INTEGER: its content octets.
absl::StatusOr<std::string> ParseIntegerValue(absl::string_view value) {
  DerReader reader(value);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view integer,
                         reader.ReadIntegerBytes());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return std::string(integer);
}

// The full names of `point`; a name relative to `issuer` is completed.
std::vector<GeneralName> NamesOf(const DistributionPoint& point,
                                 const Name& issuer) {
  if (!point.relative_name.has_value()) {
    return point.full_name;
  }
  DerReader reader(issuer.der());
  const absl::StatusOr<DerValue> sequence = reader.Read(kDerSequence);
  if (!sequence.ok()) {
    return {};
  }
  absl::StatusOr<Name> name = Name::FromDer(DerWrap(
      kDerSequence, absl::StrCat(sequence->content, *point.relative_name)));
  if (!name.ok()) {
    return {};
  }
  GeneralName result;
  result.type = GeneralName::Type::kDirectory;
  result.directory = *std::move(name);
  return {std::move(result)};
}

bool SameName(const GeneralName& a, const GeneralName& b) {
  if (a.type != b.type) {
    return false;
  }
  return a.type == GeneralName::Type::kDirectory ? a.directory == b.directory
                                                 : a.value == b.value;
}

bool ShareName(const std::vector<GeneralName>& some,
               const std::vector<GeneralName>& others) {
  for (const GeneralName& a : some) {
    for (const GeneralName& b : others) {
      if (SameName(a, b)) {
        return true;
      }
    }
  }
  return false;
}

// Reasons for which a CRL whose IDP has `names` speaks of `certificate`
// (RFC 5280, 6.3.3 (b)(2)(i) and (d), without onlySomeReasons); 0: none.
uint16_t ReasonsByPointName(const std::vector<GeneralName>& names,
                            const Certificate& certificate) {
  const auto& points = certificate.extensions().crl_distribution_points;
  if (!points.has_value()) {
    GeneralName issuer;
    issuer.type = GeneralName::Type::kDirectory;
    issuer.directory = certificate.issuer();
    return ShareName(names, {issuer}) ? kAllReasons : 0;
  }
  uint16_t reasons = 0;
  for (const DistributionPoint& point : *points) {
    // (b)(1): a point with cRLIssuer asks for an indirect CRL.
    if (point.crl_issuer.empty() &&
        ShareName(names, NamesOf(point, certificate.issuer()))) {
      reasons |= point.reasons.value_or(kAllReasons) & kAllReasons;
    }
  }
  return reasons;
}

// Reasons for which `crl` speaks of `certificate`; 0: it does not.
uint16_t ReasonsCovered(const Crl& crl, const Certificate& certificate) {
  if (!crl.idp().has_value()) {
    return kAllReasons;
  }
  const IssuingDistributionPoint& idp = *crl.idp();
  const auto& constraints = certificate.extensions().basic_constraints;
  const bool is_ca = constraints.has_value() && constraints->ca;
  // 6.3.3 (b)(2)(ii) to (iv).
  if ((idp.only_user_certificates && is_ca) ||
      (idp.only_ca_certificates && !is_ca) || idp.only_attribute_certificates) {
    return 0;
  }
  const bool has_name =
      !idp.point.full_name.empty() || idp.point.relative_name.has_value();
  const uint16_t by_name =
      has_name
          ? ReasonsByPointName(NamesOf(idp.point, crl.issuer()), certificate)
          : kAllReasons;
  return by_name & idp.only_some_reasons.value_or(kAllReasons);
}

}  // namespace

// Fills a Crl whose octets are in place already.
class CrlParser {
 public:
  static absl::Status Parse(Crl& crl, const Crl::Limits& limits);

 private:
  static absl::Status ParseTbs(Crl& crl, const Crl::Limits& limits,
                               absl::string_view tbs);
  static absl::Status ParseExtensions(Crl& crl, absl::string_view contents);
  static absl::Status ParseExtension(
      Crl& crl, const CertificateExtensions::Present& extension);
};

absl::Status CrlParser::Parse(Crl& crl, const Crl::Limits& limits) {
  DerReader outer(crl.der_);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue tbs, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(crl.algorithm_,
                         ParseAlgorithmIdentifier(algorithm.full));
  KEPIL_ASSIGN_OR_RETURN(crl.signature_, reader.ReadBitStringOctets());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  crl.tbs_ = tbs.full;
  return ParseTbs(crl, limits, tbs.content);
}

absl::Status CrlParser::ParseTbs(Crl& crl, const Crl::Limits& limits,
                                 absl::string_view tbs) {
  DerReader reader(tbs);
  if (reader.PeekTag() == kDerInteger) {
    KEPIL_ASSIGN_OR_RETURN(const int64_t version, reader.ReadInt64());
    if (version != 1) {
      return FormatUnknownError("a CRL of an unknown version");
    }
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  crl.algorithms_match_ = algorithm.full == crl.algorithm_.full;
  KEPIL_ASSIGN_OR_RETURN(const DerValue issuer, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(crl.issuer_, Name::FromDer(issuer.full));
  KEPIL_ASSIGN_OR_RETURN(crl.this_update_, reader.ReadTime());
  if (reader.PeekTag() == kDerUtcTime ||
      reader.PeekTag() == kDerGeneralizedTime) {
    KEPIL_ASSIGN_OR_RETURN(crl.next_update_, reader.ReadTime());
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> revoked,
                         reader.ReadOptional(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> extensions,
                         reader.ReadOptional(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (revoked.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(
        crl.index_, CrlIndex::Build(revoked->content, limits.max_entries));
    crl.unrecognised_critical_ = crl.index_.HasUnrecognisedCriticalEntry();
  }
  return extensions.has_value() ? ParseExtensions(crl, extensions->content)
                                : absl::OkStatus();
}

absl::Status CrlParser::ParseExtensions(Crl& crl, absl::string_view contents) {
  DerReader outer(contents);
  KEPIL_ASSIGN_OR_RETURN(const DerReader sequence, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(
      CertificateExtensions extensions,
      ParseCertificateExtensions(sequence.rest(), kMaxCrlExtensions));
  for (const CertificateExtensions::Present& extension : extensions.all) {
    KEPIL_RETURN_IF_ERROR(ParseExtension(crl, extension));
  }
  crl.authority_key_id_ = std::move(extensions.authority_key_id);
  return absl::OkStatus();
}

absl::Status CrlParser::ParseExtension(
    Crl& crl, const CertificateExtensions::Present& extension) {
  if (extension.oid == extension_oid::kCrlNumber) {
    KEPIL_ASSIGN_OR_RETURN(crl.crl_number_, ParseIntegerValue(extension.value));
    // RFC 5280, 5.2.3: never critical. Who makes it so means something else.
    crl.unrecognised_critical_ |= extension.critical;
  } else if (extension.oid == extension_oid::kDeltaCrlIndicator) {
    KEPIL_ASSIGN_OR_RETURN(crl.delta_base_, ParseIntegerValue(extension.value));
  } else if (extension.oid == extension_oid::kIssuingDistributionPoint) {
    KEPIL_ASSIGN_OR_RETURN(crl.idp_, ParseIdp(extension.value));
  } else if (extension.oid == extension_oid::kAuthorityKeyId) {
    if (extension.malformed) {
      return FormatUnknownError("a malformed authorityKeyIdentifier");
    }
  } else if (extension.critical &&
             extension.oid != extension_oid::kFreshestCrl &&
             extension.oid != kIssuerAltNameText &&
             extension.oid != kAuthorityInfoAccessText) {
    crl.unrecognised_critical_ = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Crl>> Crl::FromDer(std::string der,
                                                        const Limits& limits) {
  if (static_cast<int64_t>(der.size()) > limits.der.max_bytes) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the CRL is over its limit");
  }
  // Views point into der_, so it is moved to its place before it is read.
  const std::shared_ptr<Crl> crl(new Crl());
  crl->der_ = std::move(der);
  crl->digest_ = Sha256(crl->der_);
  KEPIL_RETURN_IF_ERROR(CrlParser::Parse(*crl, limits));
  return std::shared_ptr<const Crl>(crl);
}

RevocationStatus Crl::StatusOf(const CertificateId& id) const {
  RevocationStatus status;
  if (delta_base_.has_value() || (idp_.has_value() && idp_->indirect) ||
      index_.HasCertificateIssuer() || unrecognised_critical_ ||
      issuer_ != id.certificate.issuer()) {
    return status;
  }
  const uint16_t reasons = ReasonsCovered(*this, id.certificate);
  if (reasons == 0) {
    return status;
  }
  const std::optional<CrlIndex::Entry> entry =
      index_.Find(id.certificate.serial());
  if (entry.has_value() && entry->reason != RevocationReason::kRemoveFromCrl) {
    status.state = RevocationStatus::State::kRevoked;
    status.revoked_at = entry->revoked_at;
    status.reason = entry->reason;
  } else if (reasons == kAllReasons) {
    status.state = RevocationStatus::State::kGood;
  }
  return status;
}

absl::StatusOr<bool> VerifyCrl(const Crl& crl, const PublicKey& key) {
  if (!crl.SignatureAlgorithmsMatch()) {
    return false;
  }
  return VerifySignedObject(key, crl.signature_algorithm(), crl.tbs(),
                            crl.signature());
}

bool CrlCovers(const Crl& crl, const Certificate& certificate) {
  return ReasonsCovered(crl, certificate) != 0;
}

}  // namespace kepil

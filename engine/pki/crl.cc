#include "engine/pki/crl.h"

#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"

namespace kepil {
namespace {

constexpr int kMaxCrlExtensions = 32;

// issuerAltName and authorityInfoAccess say nothing about status (RFC 5280,
// 5.2.2 and 5.2.7).
constexpr char kIssuerAltNameText[] = "\x55\x1d\x12";
constexpr char kAuthorityInfoAccessText[] = "\x2b\x06\x01\x05\x05\x07\x01\x01";

// An extension value that is one INTEGER: its content octets.
absl::StatusOr<std::string> ParseIntegerValue(absl::string_view value) {
  DerReader reader(value);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view integer,
                         reader.ReadIntegerBytes());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return std::string(integer);
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
    KEPIL_ASSIGN_OR_RETURN(crl.index_,
                           CrlIndex::Build(revoked->content, limits.max_entries,
                                           crl.issuer_.comparison_key()));
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
    KEPIL_ASSIGN_OR_RETURN(
        crl.idp_, ParseIssuingDistributionPoint(extension.value, crl.issuer_));
  } else if (extension.oid == extension_oid::kAuthorityKeyId) {
    if (extension.malformed) {
      return FormatUnknownError("a malformed authorityKeyIdentifier");
    }
  } else if (extension.oid == extension_oid::kFreshestCrl) {
    crl.has_freshest_crl_ = true;
  } else if (extension.critical && extension.oid != kIssuerAltNameText &&
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

bool Crl::IsUsable() const {
  return !unrecognised_critical_ && !index_.HasUnreadableIssuer() &&
         (!index_.HasCertificateIssuer() ||
          (idp_.has_value() && idp_->indirect));
}

CrlStatement Crl::StatementOf(const Certificate& certificate) const {
  CrlStatement statement;
  if (!IsUsable()) {
    return statement;
  }
  statement.reasons =
      ReasonsCovered(idp_.has_value() ? &*idp_ : nullptr, issuer_, certificate);
  if (statement.reasons != 0) {
    statement.entry = certificate.issuer() == issuer_
                          ? index_.Find(certificate.serial())
                          : index_.Find(certificate.serial(),
                                        certificate.issuer().comparison_key());
  }
  return statement;
}

RevocationStatus Crl::StatusOf(const CertificateId& id) const {
  RevocationStatus status;
  const CrlStatement statement = StatementOf(id.certificate);
  if (statement.Revokes()) {
    status.state = RevocationStatus::State::kRevoked;
    status.revoked_at = statement.entry->revoked_at;
    status.reason = statement.entry->reason;
  } else if (statement.reasons == kAllRevocationReasons &&
             !delta_base_.has_value()) {
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

}  // namespace kepil

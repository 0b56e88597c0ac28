#include "engine/pki/ocsp_answer.h"

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/pki/invalidity_date.h"

namespace kepil {
namespace {

constexpr int kMaxExtensions = 32;
// OID contents; RFC 6960, 4.4.2 and 4.4.4: of no use to us, but understood.
constexpr absl::string_view kCrlReferences =
    "\x2b\x06\x01\x05\x05\x07\x30\x01\x03";
constexpr absl::string_view kArchiveCutoff =
    "\x2b\x06\x01\x05\x05\x07\x30\x01\x06";

// RFC 6960, 4.4: what may stand in a SingleResponse.
bool IsSingleExtensionKnown(absl::string_view oid) {
  return oid == kCrlReferences || oid == kArchiveCutoff ||
         oid == extension_oid::kReasonCode ||
         oid == extension_oid::kInvalidityDate ||
         oid == extension_oid::kCertificateIssuer;
}

// Contents of RevokedInfo.
absl::Status ParseRevokedInfo(absl::string_view contents,
                              RevocationStatus& status) {
  DerReader reader(contents);
  KEPIL_ASSIGN_OR_RETURN(const DerValue time, reader.Read(kDerGeneralizedTime));
  KEPIL_ASSIGN_OR_RETURN(status.revoked_at,
                         ParseDerTime(time.tag, time.content));
  status.state = RevocationStatus::State::kRevoked;
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> reason,
                         reader.ReadOptional(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (reason.has_value()) {
    DerReader inner(reason->content);
    KEPIL_ASSIGN_OR_RETURN(const int64_t code, inner.ReadInt64(kDerEnumerated));
    KEPIL_RETURN_IF_ERROR(inner.Finish());
    if (code >= 0 && code <= 10 && code != 7) {
      status.reason = static_cast<RevocationReason>(code);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RevocationStatus> ParseCertStatus(const DerValue& value) {
  RevocationStatus status;
  if (value.tag == DerContextConstructed(1)) {
    KEPIL_RETURN_IF_ERROR(ParseRevokedInfo(value.content, status));
  } else if (value.tag == DerContext(0) && value.content.empty()) {
    status.state = RevocationStatus::State::kGood;
  } else if (value.tag == DerContext(2) && value.content.empty()) {
    status.state = RevocationStatus::State::kUnknown;
  } else {
    return FormatUnknownError("no certStatus");
  }
  return status;
}

absl::Status ParseCertId(DerReader reader, OcspAnswer& answer) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier hash,
                         ParseAlgorithmIdentifier(algorithm.full));
  answer.hash = HashFromOid(hash.oid);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view name_hash,
                         reader.ReadOctetString());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view key_hash,
                         reader.ReadOctetString());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         reader.ReadIntegerBytes());
  answer.issuer_name_hash = std::string(name_hash);
  answer.issuer_key_hash = std::string(key_hash);
  answer.serial = std::string(serial);
  return reader.Finish();
}

}  // namespace

absl::StatusOr<CertificateExtensions> ParseOcspExtensions(
    absl::string_view contents) {
  DerReader outer(contents);
  KEPIL_ASSIGN_OR_RETURN(const DerReader sequence, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  return ParseCertificateExtensions(sequence.rest(), kMaxExtensions);
}

absl::StatusOr<absl::Time> ReadOcspTime(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value,
                         reader.Read(kDerGeneralizedTime));
  return ParseDerTime(value.tag, value.content);
}

absl::StatusOr<OcspAnswer> ParseOcspAnswer(absl::string_view contents) {
  DerReader reader(contents);
  OcspAnswer answer;
  KEPIL_ASSIGN_OR_RETURN(const DerReader cert_id, reader.ReadSequence());
  KEPIL_RETURN_IF_ERROR(ParseCertId(cert_id, answer));
  KEPIL_ASSIGN_OR_RETURN(const DerValue status, reader.ReadAny());
  KEPIL_ASSIGN_OR_RETURN(answer.status, ParseCertStatus(status));
  KEPIL_ASSIGN_OR_RETURN(answer.this_update, ReadOcspTime(reader));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> next,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (next.has_value()) {
    DerReader inner(next->content);
    KEPIL_ASSIGN_OR_RETURN(answer.next_update, ReadOcspTime(inner));
    KEPIL_RETURN_IF_ERROR(inner.Finish());
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> explicit_extensions,
                         reader.ReadOptional(DerContextConstructed(1)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (explicit_extensions.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(const CertificateExtensions extensions,
                           ParseOcspExtensions(explicit_extensions->content));
    for (const CertificateExtensions::Present& extension : extensions.all) {
      answer.unrecognised_critical_extension |=
          extension.critical && !IsSingleExtensionKnown(extension.oid);
      if (extension.oid == extension_oid::kInvalidityDate) {
        answer.status.revoked_at =
            RevocationCountsFrom(answer.status.revoked_at, answer.status.reason,
                                 ParseInvalidityDate(extension.value));
      }
    }
  }
  return answer;
}

bool SaysNeverIssued(const OcspAnswer& answer) {
  return answer.status.state == RevocationStatus::State::kRevoked &&
         answer.status.reason == RevocationReason::kCertificateHold &&
         answer.status.revoked_at >= absl::UnixEpoch() &&
         answer.status.revoked_at < absl::UnixEpoch() + absl::Hours(24);
}

}  // namespace kepil

#include "engine/signature/dvcs_response.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

// CertEtcToken, all IMPLICIT (RFC 3029, 7).
constexpr int kCertificateToken = 0;
constexpr int kStatusToken = 2;
constexpr int kCrlToken = 4;
constexpr int kOcspResponseToken = 7;

std::string PolicyInformation(int tag, absl::string_view oid) {
  return DerWrap(DerContextConstructed(tag), DerOidFromText(oid));
}

// PKIStatusInfo under an IMPLICIT tag.
std::string StatusInfo(int tag, const DvcStatusInfo& status) {
  return WriteDvcStatusInfo(DerContextConstructed(tag), status);
}

// TargetEtcChain: status of the target, path, evidence.
std::string TargetEtcChain(const DvcTarget& target) {
  std::string chain;
  std::string subject;
  if (target.target.empty()) {
    subject = StatusInfo(kStatusToken, target.status.value_or(DvcStatusInfo{
                                           DvcStatus::kRejection, {}, {}}));
  } else {
    subject = DerImplicit(kCertificateToken, target.target);
    if (target.status.has_value()) {
      chain += StatusInfo(kStatusToken, *target.status);
    }
  }
  for (const std::string& certificate : target.path) {
    chain += DerImplicit(kCertificateToken, certificate);
  }
  for (const std::string& crl : target.crls) {
    chain += DerImplicit(kCrlToken, crl);
  }
  for (const std::string& response : target.ocsp_responses) {
    chain += DerImplicit(kOcspResponseToken, response);
  }
  if (!chain.empty()) {
    subject += DerWrap(kDerSequence, chain);
  }
  return DerWrap(kDerSequence, subject);
}

std::string EncodeRequestInformation(const DvcCertInfo& info) {
  std::string content =
      DerWrap(kDerEnumerated, std::string(1, static_cast<char>(info.service)));
  if (info.nonce.has_value()) {
    content += DerWrap(kDerInteger, *info.nonce);
  }
  if (!info.policy_oid.empty()) {
    content += PolicyInformation(1, info.policy_oid);
  }
  return DerWrap(kDerSequence, content);
}

std::string Targets(const std::vector<DvcTarget>& targets) {
  std::string content;
  for (const DvcTarget& target : targets) {
    content += TargetEtcChain(target);
  }
  return DerWrap(DerContextConstructed(3), content);
}

absl::Status Unexpected(absl::string_view what) {
  return FormatUnknownError(absl::StrCat("not a DVC that we read: ", what));
}

// The value whose tag an IMPLICIT one stands for, a SEQUENCE.
std::string AsSequence(const DerValue& value) {
  return DerWrap(kDerSequence, value.content);
}

// Whether a status may stand at this place of a chain and speaks of the target.
enum class ChainPlace { kFirst, kLater };

absl::Status AddToken(const DerValue& token, ChainPlace place,
                      DvcTarget& target) {
  if (token.tag == DerContextConstructed(kCertificateToken)) {
    target.path.push_back(AsSequence(token));
  } else if (token.tag == DerContextConstructed(kCrlToken)) {
    target.crls.push_back(AsSequence(token));
  } else if (token.tag == DerContextConstructed(kOcspResponseToken)) {
    target.ocsp_responses.push_back(AsSequence(token));
  } else if (token.tag == DerContextConstructed(kStatusToken) &&
             place == ChainPlace::kFirst) {
    KEPIL_ASSIGN_OR_RETURN(target.status, ParseDvcStatusInfo(token.content));
  } else {
    return Unexpected("CertEtcToken");
  }
  return absl::OkStatus();
}

absl::StatusOr<DvcTarget> ParseTargetEtcChain(absl::string_view content) {
  DvcTarget target;
  DerReader reader(content);
  KEPIL_ASSIGN_OR_RETURN(const DerValue subject, reader.ReadAny());
  if (subject.tag == DerContextConstructed(kCertificateToken)) {
    target.target = AsSequence(subject);
  } else if (subject.tag == DerContextConstructed(kStatusToken)) {
    KEPIL_ASSIGN_OR_RETURN(target.status, ParseDvcStatusInfo(subject.content));
  } else {
    return Unexpected("target");
  }
  if (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader chain, reader.ReadSequence());
    ChainPlace place =
        target.target.empty() ? ChainPlace::kLater : ChainPlace::kFirst;
    for (size_t count = 0; !chain.empty(); ++count) {
      KEPIL_ASSIGN_OR_RETURN(const DerValue token, chain.ReadAny());
      if (count == kMaxDvcsElements) {
        return Unexpected("too long a chain");
      }
      KEPIL_RETURN_IF_ERROR(AddToken(token, place, target));
      place = ChainPlace::kLater;
    }
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return target;
}

absl::StatusOr<std::vector<DvcTarget>> ParseTargets(absl::string_view content) {
  std::vector<DvcTarget> targets;
  DerReader reader(content);
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
    if (targets.size() == kMaxDvcsElements) {
      return Unexpected("too many targets");
    }
    KEPIL_ASSIGN_OR_RETURN(DvcTarget target,
                           ParseTargetEtcChain(value.content));
    targets.push_back(std::move(target));
  }
  return targets;
}

// Dotted OID of the PolicyInformation under [1]; "" if it is absent.
absl::StatusOr<std::string> ReadPolicy(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> policy,
                         reader.ReadOptional(DerContextConstructed(1)));
  if (!policy.has_value()) {
    return std::string();
  }
  DerReader fields(policy->content);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, fields.ReadOid());
  return OidToText(oid);  // Qualifiers are passed over.
}

struct RequestInformation {
  int service = 0;
  std::optional<std::string> nonce;
};

// DVCSRequestInformation; what follows the nonce is passed over.
absl::StatusOr<RequestInformation> ReadRequestInformation(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, reader.ReadSequence());
  RequestInformation info;
  if (fields.PeekTag() == kDerInteger) {  // version
    KEPIL_RETURN_IF_ERROR(fields.ReadInt64().status());
  }
  KEPIL_ASSIGN_OR_RETURN(const int64_t service,
                         fields.ReadInt64(kDerEnumerated));
  if (service < 1 || service > 4) {
    return Unexpected("service");
  }
  info.service = static_cast<int>(service);
  if (fields.PeekTag() == kDerInteger) {
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view nonce,
                           fields.ReadIntegerBytes());
    info.nonce = std::string(nonce);
  }
  while (!fields.empty()) {
    KEPIL_RETURN_IF_ERROR(fields.ReadAny().status());
  }
  return info;
}

struct Imprint {
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  std::string value;
};

// DigestInfo
absl::StatusOr<Imprint> ReadImprint(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const DerValue identifier, fields.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                         ParseAlgorithmIdentifier(identifier.full));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                         fields.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  const Imprint imprint = {HashFromIdentifier(algorithm), std::string(value)};
  if (imprint.hash == HashAlgorithm::kUnknown ||
      imprint.value.size() != static_cast<size_t>(HashSize(imprint.hash))) {
    return Unexpected("messageImprint");
  }
  return imprint;
}

struct Extension {
  std::string oid, value;
};

// Extensions: exactly one, not critical.
absl::StatusOr<Extension> ReadExtension(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(DerReader list, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, list.ReadSequence());
  KEPIL_RETURN_IF_ERROR(list.Finish());
  Extension extension;
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, fields.ReadOid());
  KEPIL_ASSIGN_OR_RETURN(const bool is_critical,
                         fields.ReadBooleanDefaultFalse());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                         fields.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  extension.oid = OidToText(oid);
  extension.value = std::string(value);
  if (is_critical || extension.oid.empty()) {
    return Unexpected("extension");
  }
  return extension;
}

// The fields after responseTime, all OPTIONAL.
absl::Status ReadOptionalFields(DerReader& fields, DvcCertInfo& info) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> status,
                         fields.ReadOptional(DerContextConstructed(0)));
  if (status.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.status, ParseDvcStatusInfo(status->content));
  }
  KEPIL_ASSIGN_OR_RETURN(info.policy_oid, ReadPolicy(fields));
  KEPIL_RETURN_IF_ERROR(
      fields.ReadOptional(DerContextConstructed(2)).status());  // reqSignature
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> targets,
                         fields.ReadOptional(DerContextConstructed(3)));
  if (targets.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.targets, ParseTargets(targets->content));
  }
  if (!fields.empty()) {
    KEPIL_ASSIGN_OR_RETURN(Extension extension, ReadExtension(fields));
    info.extension_oid = std::move(extension.oid);
    info.extension_value = std::move(extension.value);
  }
  return fields.Finish();
}

}  // namespace

std::string WriteDvcCertInfo(const DvcCertInfo& info) {
  const std::string imprint = DerSequence(
      {DerSequence({DerOidFromText(HashOidText(info.imprint_hash)), DerNull()}),
       DerOctetString(info.imprint)});
  std::vector<std::string> fields = {EncodeRequestInformation(info), imprint,
                                     DerInt64(info.serial),
                                     DerGeneralizedTime(info.response_time)};
  if (info.status.has_value()) {
    fields.push_back(StatusInfo(0, *info.status));
  }
  if (!info.policy_oid.empty()) {
    fields.push_back(PolicyInformation(1, info.policy_oid));
  }
  if (!info.targets.empty()) {
    fields.push_back(Targets(info.targets));
  }
  if (!info.extension_oid.empty()) {
    fields.push_back(
        DerSequence({DerSequence({DerOidFromText(info.extension_oid),
                                  DerOctetString(info.extension_value)})}));
  }
  return DerSequence(fields);
}

absl::StatusOr<DvcCertInfo> ParseDvcCertInfo(absl::string_view der) {
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, DerLimits()));
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, outer.ReadSequence());
  DvcCertInfo info;
  if (fields.PeekTag() == kDerInteger) {  // version
    KEPIL_RETURN_IF_ERROR(fields.ReadInt64().status());
  }
  KEPIL_ASSIGN_OR_RETURN(RequestInformation request,
                         ReadRequestInformation(fields));
  info.service = request.service;
  info.nonce = std::move(request.nonce);
  KEPIL_ASSIGN_OR_RETURN(Imprint imprint, ReadImprint(fields));
  info.imprint_hash = imprint.hash;
  info.imprint = std::move(imprint.value);
  KEPIL_ASSIGN_OR_RETURN(info.serial, fields.ReadInt64());
  // responseTime: a time-stamp token there is not ours.
  KEPIL_ASSIGN_OR_RETURN(const DerValue time, fields.Read(kDerGeneralizedTime));
  KEPIL_ASSIGN_OR_RETURN(info.response_time,
                         ParseDerTime(kDerGeneralizedTime, time.content));
  KEPIL_RETURN_IF_ERROR(ReadOptionalFields(fields, info));
  return info;
}

}  // namespace kepil

#include "engine/signature/dvcs_request.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/pki/general_name.h"

namespace kepil {
namespace {

std::string WriteCertificates(const DvcsData& data, DvcsEncoding encoding) {
  if (!data.certificates_der.empty()) {
    return data.certificates_der;
  }
  std::string targets;
  for (const DvcsTarget& target : data.certificates) {
    targets += WriteDvcsTarget(target, encoding);
  }
  return DerWrap(encoding == DvcsEncoding::kBouncyCastle
                     ? DerContextConstructed(0)
                     : kDerSequence,
                 targets);
}

std::string WriteData(const DvcsData& data, DvcsEncoding encoding) {
  switch (data.kind) {
    case DvcsData::Kind::kMessage:
      return DerOctetString(data.message);
    case DvcsData::Kind::kImprint:
      return WriteDvcsImprint(data.imprint);
    case DvcsData::Kind::kCertificates:
      return WriteCertificates(data, encoding);
  }
  return "";
}

// A DigestInfo begins with AlgorithmIdentifier, so with SEQUENCE { OID; a list
// of TargetEtcChain with SEQUENCE { and a context tag or an Extension, whose
// OID is one level deeper than that of an imprint.
bool LooksLikeImprint(absl::string_view contents) {
  DerReader reader(contents);
  absl::StatusOr<DerReader> first = reader.ReadSequence();
  return first.ok() && first->PeekTag() == kDerOid &&
         reader.PeekTag() == kDerOctetString;
}

absl::StatusOr<DvcsData> ReadData(DerReader& reader) {
  DvcsData data;
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
  if (value.tag == kDerOctetString) {
    data.kind = DvcsData::Kind::kMessage;
    data.message = std::string(value.content);
    return data;
  }
  if (value.tag == kDerSequence && LooksLikeImprint(value.content)) {
    data.kind = DvcsData::Kind::kImprint;
    DerReader whole(value.full);
    KEPIL_ASSIGN_OR_RETURN(data.imprint, ReadDvcsImprint(whole));
    return data;
  }
  if (value.tag != kDerSequence && value.tag != DerContextConstructed(0)) {
    return FormatUnknownError("no alternative of Data");
  }
  data.kind = DvcsData::Kind::kCertificates;
  KEPIL_ASSIGN_OR_RETURN(data.certificates, ParseDvcsTargets(value.content));
  data.certificates_der = std::string(value.full);
  return data;
}

}  // namespace

std::string WriteDvcsImprint(const DvcsImprint& imprint) {
  if (!imprint.der.empty()) {
    return imprint.der;
  }
  return DerSequence(
      {DerSequence({DerOidFromText(HashOidText(imprint.hash)), DerNull()}),
       DerOctetString(imprint.value)});
}

absl::StatusOr<DvcsImprint> ReadDvcsImprint(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
  DerReader fields(value.content);
  KEPIL_ASSIGN_OR_RETURN(const DerValue identifier, fields.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                         ParseAlgorithmIdentifier(identifier.full));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view octets,
                         fields.ReadOctetString());
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  DvcsImprint imprint;
  imprint.hash = HashFromIdentifier(algorithm);
  imprint.value = std::string(octets);
  imprint.der = std::string(value.full);
  if (imprint.hash != HashAlgorithm::kUnknown &&
      imprint.value.size() != static_cast<size_t>(HashSize(imprint.hash))) {
    return FormatUnknownError("messageImprint is not as long as its hash");
  }
  return imprint;
}

std::string WriteDvcsRequest(const DvcsRequest& request,
                             DvcsEncoding encoding) {
  return DerWrap(kDerSequence,
                 absl::StrCat(WriteDvcsRequestInformation(request.information),
                              WriteData(request.data, encoding),
                              request.transaction_identifier));
}

absl::StatusOr<DvcsRequest> ParseDvcsRequest(absl::string_view der) {
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, DerLimits()));
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader fields, outer.ReadSequence());
  DvcsRequest request;
  KEPIL_ASSIGN_OR_RETURN(request.information,
                         ReadDvcsRequestInformation(fields));
  KEPIL_ASSIGN_OR_RETURN(request.data, ReadData(fields));
  if (!fields.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue name, fields.ReadAny());
    KEPIL_RETURN_IF_ERROR(ParseGeneralName(name.full).status());
    request.transaction_identifier = std::string(name.full);
  }
  KEPIL_RETURN_IF_ERROR(fields.Finish());
  return request;
}

bool FitsService(const DvcsRequest& request) {
  switch (request.information.service) {
    case DvcsService::kCpd:
    case DvcsService::kVsd:
      return request.data.kind == DvcsData::Kind::kMessage;
    case DvcsService::kCpkc:
      return request.data.kind == DvcsData::Kind::kCertificates;
    case DvcsService::kCcpd:
      return request.data.kind == DvcsData::Kind::kImprint;
  }
  return false;
}

absl::StatusOr<DvcsImprint> ImprintOf(const DvcsData& data,
                                      HashAlgorithm hash) {
  if (data.kind == DvcsData::Kind::kImprint) {
    return data.imprint;
  }
  const std::string octets =
      data.kind == DvcsData::Kind::kMessage
          ? data.message
          : WriteCertificates(data, DvcsEncoding::kRfc3029);
  DvcsImprint imprint;
  imprint.hash = hash;
  KEPIL_ASSIGN_OR_RETURN(imprint.value, HashOf(hash, octets));
  return imprint;
}

}  // namespace kepil

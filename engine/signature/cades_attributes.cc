#include "engine/signature/cades_attributes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
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
#include "engine/crypto/der_writer.h"
#include "engine/signature/cms_attribute.h"
#include "engine/signature/embedded_revocation.h"
#include "engine/signature/ess_certificate_id.h"

namespace kepil {
namespace {

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

// The DER of one attribute, its values sorted.
std::string SortedAttribute(const CmsAttribute& attribute) {
  std::vector<std::string> values;
  for (const DerValue& value : attribute.values) {
    values.emplace_back(value.full);
  }
  return DerSequence(
      {DerOidFromContent(attribute.oid), DerSetOf(std::move(values))});
}

// Whether the attributes in `contents`, which are `attributes`, and the values
// of each stand as in a SET OF in DER.
bool IsSorted(absl::string_view contents,
              const std::vector<CmsAttribute>& attributes) {
  const auto is_before = [](const DerValue& a, const DerValue& b) {
    return a.full < b.full;
  };
  for (const CmsAttribute& attribute : attributes) {
    if (!std::is_sorted(attribute.values.begin(), attribute.values.end(),
                        is_before)) {
      return false;
    }
  }
  DerReader reader(contents);
  absl::string_view last;
  while (!reader.empty()) {
    const absl::StatusOr<DerValue> value = reader.ReadAny();
    if (!value.ok() || value->full < last) {
      return false;
    }
    last = value->full;
  }
  return true;
}

absl::StatusOr<std::string> ReadPolicyId(absl::string_view der) {
  DerReader outer(der);
  if (outer.PeekTag() == kDerNull) {
    return std::string();  // SignaturePolicyImplied
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader policy, outer.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, policy.ReadOid());
  return std::string(oid);
}

// AttributeReader puts attributes into a CadesAttributes, one after another.
class AttributeReader {
 public:
  explicit AttributeReader(const ParseLimits& limits) : limits_(limits) {}

  absl::Status AddSigned(absl::string_view contents);
  absl::Status AddUnsigned(absl::string_view contents);
  CadesAttributes Take() { return std::move(result_); }

 private:
  void Note(FormatDeviation deviation) {
    result_.deviations.push_back(deviation);
  }
  void SetSignedOctets(absl::string_view contents,
                       const std::vector<CmsAttribute>& attributes);
  bool NamesSameCertificate(const CmsAttribute& repeated) const;
  absl::Status ReadSigned(const CmsAttribute& attribute);
  absl::Status ReadSingle(CmsAttributeType type, const DerValue& value);
  absl::Status ReadUnsigned(const CmsAttribute& attribute);
  absl::Status ReadCertificateValues(absl::string_view der);
  absl::Status ReadRevocation(absl::string_view der);

  const ParseLimits& limits_;
  CadesAttributes result_;
};

void AttributeReader::SetSignedOctets(
    absl::string_view contents, const std::vector<CmsAttribute>& attributes) {
  // Framing is DER already, so only an order can differ from what stands.
  if (IsSorted(contents, attributes)) {
    result_.signed_octets = DerWrap(kDerSet, contents);
    return;
  }
  std::vector<std::string> sorted;
  for (const CmsAttribute& attribute : attributes) {
    sorted.push_back(SortedAttribute(attribute));
  }
  result_.signed_octets = DerSetOf(std::move(sorted));
  Note(FormatDeviation::kSignedAttributesNotDer);
  Note(FormatDeviation::kAttributeOrder);
}

absl::Status AttributeReader::AddSigned(absl::string_view contents) {
  KEPIL_ASSIGN_OR_RETURN(const std::vector<CmsAttribute> attributes,
                         ReadCmsAttributes(contents, limits_.max_attributes));
  SignatureAttributes& out = result_.attributes;
  out.has_signed_attributes = true;
  SetSignedOctets(contents, attributes);
  for (const CmsAttribute& attribute : attributes) {
    if (IsSingleAttribute(attribute.type) &&
        std::find(out.signed_oids.begin(), out.signed_oids.end(),
                  attribute.oid) != out.signed_oids.end()) {
      Note(NamesSameCertificate(attribute)
               ? FormatDeviation::kRepeatedSigningCertificate
               : FormatDeviation::kDuplicateAttribute);
    } else {
      const absl::Status status = ReadSigned(attribute);
      if (ReasonOf(status) == v1::ERROR_REASON_CONTAINER_LIMIT) {
        return status;
      }
      if (!status.ok()) {
        Note(FormatDeviation::kMalformedAttribute);
      }
    }
    out.signed_oids.emplace_back(attribute.oid);
  }
  if (!out.content_type.has_value() || !out.message_digest.has_value()) {
    Note(FormatDeviation::kMissingMandatoryAttribute);
  }
  return absl::OkStatus();
}

// Whether `repeated` is a signing-certificate attribute whose first reference
// has the hash of the one read before.
bool AttributeReader::NamesSameCertificate(const CmsAttribute& repeated) const {
  const bool is_v1 = repeated.type == CmsAttributeType::kSigningCertificateV1;
  const bool is_v2 = repeated.type == CmsAttributeType::kSigningCertificateV2;
  if ((!is_v1 && !is_v2) || repeated.values.size() != 1) {
    return false;
  }
  const std::vector<SigningCertificateReference>& known =
      is_v1 ? result_.attributes.signing_certificate_v1
            : result_.attributes.signing_certificate_v2;
  const absl::string_view value = repeated.values.front().full;
  const absl::StatusOr<std::vector<SigningCertificateReference>> references =
      is_v1 ? ParseSigningCertificateV1(value, limits_.max_certificates)
            : ParseSigningCertificateV2(value, limits_.max_certificates);
  return !known.empty() && references.ok() &&
         known.front().hash == references->front().hash &&
         known.front().hash != HashAlgorithm::kUnknown &&
         known.front().certificate_hash == references->front().certificate_hash;
}

absl::Status AttributeReader::ReadSigned(const CmsAttribute& attribute) {
  if (attribute.type == CmsAttributeType::kContentTimestamp) {
    for (const DerValue& value : attribute.values) {
      result_.attributes.content_timestamps.emplace_back(value.full);
    }
    return absl::OkStatus();
  }
  if (!IsSingleAttribute(attribute.type)) {
    return absl::OkStatus();
  }
  if (attribute.values.empty()) {
    return FormatUnknownError("attribute without a value");
  }
  if (attribute.values.size() > 1) {
    Note(FormatDeviation::kMultipleAttributeValues);
  }
  return ReadSingle(attribute.type, attribute.values.front());
}

absl::Status AttributeReader::ReadSingle(CmsAttributeType type,
                                         const DerValue& value) {
  SignatureAttributes& out = result_.attributes;
  DerReader reader(value.full);
  switch (type) {
    case CmsAttributeType::kContentType: {
      KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, reader.ReadOid());
      out.content_type = std::string(oid);
      return absl::OkStatus();
    }
    case CmsAttributeType::kMessageDigest: {
      KEPIL_ASSIGN_OR_RETURN(const absl::string_view digest,
                             reader.ReadOctetString());
      out.message_digest = std::string(digest);
      return absl::OkStatus();
    }
    case CmsAttributeType::kSigningTime: {
      KEPIL_ASSIGN_OR_RETURN(out.signing_time, reader.ReadTime());
      return absl::OkStatus();
    }
    case CmsAttributeType::kSigningCertificateV1: {
      out.has_signing_certificate_v1 = true;
      KEPIL_ASSIGN_OR_RETURN(
          out.signing_certificate_v1,
          ParseSigningCertificateV1(value.full, limits_.max_certificates));
      return absl::OkStatus();
    }
    case CmsAttributeType::kSigningCertificateV2: {
      out.has_signing_certificate_v2 = true;
      KEPIL_ASSIGN_OR_RETURN(
          out.signing_certificate_v2,
          ParseSigningCertificateV2(value.full, limits_.max_certificates));
      return absl::OkStatus();
    }
    case CmsAttributeType::kSignaturePolicy: {
      KEPIL_ASSIGN_OR_RETURN(out.signature_policy, ReadPolicyId(value.full));
      return absl::OkStatus();
    }
    case CmsAttributeType::kOther:
    case CmsAttributeType::kCounterSignature:
    case CmsAttributeType::kSignatureTimestamp:
    case CmsAttributeType::kContentTimestamp:
    case CmsAttributeType::kCertificateValues:
    case CmsAttributeType::kRevocationValues:
    case CmsAttributeType::kArchiveTimestamp:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status AttributeReader::AddUnsigned(absl::string_view contents) {
  KEPIL_ASSIGN_OR_RETURN(const std::vector<CmsAttribute> attributes,
                         ReadCmsAttributes(contents, limits_.max_attributes));
  for (const CmsAttribute& attribute : attributes) {
    result_.attributes.unsigned_oids.emplace_back(attribute.oid);
    const absl::Status status = ReadUnsigned(attribute);
    if (ReasonOf(status) == v1::ERROR_REASON_CONTAINER_LIMIT) {
      return status;
    }
    if (!status.ok()) {
      Note(FormatDeviation::kEmbeddedObjectUnreadable);
    }
  }
  return absl::OkStatus();
}

absl::Status AttributeReader::ReadUnsigned(const CmsAttribute& attribute) {
  SignatureAttributes& out = result_.attributes;
  for (const DerValue& value : attribute.values) {
    switch (attribute.type) {
      case CmsAttributeType::kCounterSignature:
        out.counter_signatures.emplace_back(value.full);
        break;
      case CmsAttributeType::kSignatureTimestamp:
        out.signature_timestamps.emplace_back(value.full);
        break;
      case CmsAttributeType::kArchiveTimestamp:
        ++out.archive_timestamps;
        break;
      case CmsAttributeType::kCertificateValues:
        KEPIL_RETURN_IF_ERROR(ReadCertificateValues(value.full));
        break;
      case CmsAttributeType::kRevocationValues:
        KEPIL_RETURN_IF_ERROR(ReadRevocation(value.full));
        break;
      case CmsAttributeType::kOther:
      case CmsAttributeType::kContentType:
      case CmsAttributeType::kMessageDigest:
      case CmsAttributeType::kSigningTime:
      case CmsAttributeType::kSigningCertificateV1:
      case CmsAttributeType::kSigningCertificateV2:
      case CmsAttributeType::kSignaturePolicy:
      case CmsAttributeType::kContentTimestamp:
        break;
    }
  }
  return absl::OkStatus();
}

// CertificateValues ::= SEQUENCE OF Certificate
absl::Status AttributeReader::ReadCertificateValues(absl::string_view der) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader certificates, outer.ReadSequence());
  while (!certificates.empty()) {
    if (result_.certificates.size() ==
        static_cast<size_t>(limits_.max_certificates)) {
      return LimitError("too many certificates in certificate-values");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue certificate,
                           certificates.Read(kDerSequence));
    result_.certificates.push_back(certificate.full);
  }
  return absl::OkStatus();
}

absl::Status AttributeReader::ReadRevocation(absl::string_view der) {
  SignatureAttributes& out = result_.attributes;
  const int found =
      static_cast<int>(out.crls.size() + out.ocsp_responses.size());
  KEPIL_ASSIGN_OR_RETURN(
      EmbeddedRevocation values,
      ReadRevocationValues(der, limits_.max_revocation - found));
  std::move(values.crls.begin(), values.crls.end(),
            std::back_inserter(out.crls));
  std::move(values.ocsp_responses.begin(), values.ocsp_responses.end(),
            std::back_inserter(out.ocsp_responses));
  if (values.has_unreadable) {
    Note(FormatDeviation::kEmbeddedObjectUnreadable);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CadesAttributes> ParseCadesAttributes(
    std::optional<absl::string_view> signed_contents,
    std::optional<absl::string_view> unsigned_contents,
    const ParseLimits& limits) {
  AttributeReader reader(limits);
  if (signed_contents.has_value()) {
    KEPIL_RETURN_IF_ERROR(reader.AddSigned(*signed_contents));
  }
  if (unsigned_contents.has_value()) {
    KEPIL_RETURN_IF_ERROR(reader.AddUnsigned(*unsigned_contents));
  }
  return reader.Take();
}

bool LookLikeSignedAttributes(absl::string_view octets) {
  constexpr int kMaxAttributes = 1024;
  DerReader outer(octets);
  const absl::StatusOr<DerValue> set = outer.Read(kDerSet);
  if (!set.ok() || !outer.empty()) {
    return false;
  }
  const absl::StatusOr<std::vector<CmsAttribute>> attributes =
      ReadCmsAttributes(set->content, kMaxAttributes);
  if (!attributes.ok()) {
    return ReasonOf(attributes.status()) == v1::ERROR_REASON_CONTAINER_LIMIT;
  }
  return std::any_of(attributes->begin(), attributes->end(),
                     [](const CmsAttribute& attribute) {
                       return attribute.type ==
                              CmsAttributeType::kMessageDigest;
                     });
}

}  // namespace kepil

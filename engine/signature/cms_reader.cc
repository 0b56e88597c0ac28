#include "engine/signature/cms_reader.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/ber_to_der.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/name.h"

namespace kepil {
namespace {

// id-signedData, 1.2.840.113549.1.7.2
constexpr absl::string_view kSignedData =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
// id-data, 1.2.840.113549.1.7.1
constexpr absl::string_view kData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

absl::Status NoSignatureError() {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_NO_SIGNATURE,
                   "the SignedData has no signer");
}

// What the rule for SignedData.version asks about (RFC 5652, 5.1).
struct VersionFacts {
  bool has_other_certificates = false;
  bool has_v2_attribute_certificates = false;
  bool has_v1_attribute_certificates = false;
  bool has_key_identified_signer = false;
};

// The values of a SET OF, at most `max`.
absl::StatusOr<std::vector<DerValue>> ReadValues(absl::string_view contents,
                                                 int max,
                                                 absl::string_view what) {
  std::vector<DerValue> values;
  DerReader reader(contents);
  while (!reader.empty()) {
    if (values.size() == static_cast<size_t>(max)) {
      return LimitError(what);
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
    values.push_back(value);
  }
  return values;
}

// SignedDataReader takes the fields of one SignedData in their order.
class SignedDataReader {
 public:
  SignedDataReader(DerReader fields, const ParseLimits& limits)
      : fields_(fields), limits_(limits) {}

  absl::StatusOr<CmsSignedData> Read();

 private:
  absl::Status ReadDigestAlgorithms();
  absl::Status ReadContent();
  absl::Status ReadCertificates();
  absl::Status ReadRevocation();
  absl::Status ReadSignerInfos();
  int64_t ExpectedVersion() const;

  DerReader fields_;
  const ParseLimits& limits_;
  CmsSignedData data_;
  VersionFacts facts_;
};

absl::StatusOr<CmsSignedData> SignedDataReader::Read() {
  KEPIL_ASSIGN_OR_RETURN(data_.version, fields_.ReadInt64());
  KEPIL_RETURN_IF_ERROR(ReadDigestAlgorithms());
  KEPIL_RETURN_IF_ERROR(ReadContent());
  KEPIL_RETURN_IF_ERROR(ReadCertificates());
  KEPIL_RETURN_IF_ERROR(ReadRevocation());
  KEPIL_RETURN_IF_ERROR(ReadSignerInfos());
  KEPIL_RETURN_IF_ERROR(fields_.Finish());
  if (data_.version != ExpectedVersion()) {
    data_.deviations.push_back(FormatDeviation::kVersionMismatch);
  }
  return std::move(data_);
}

int64_t SignedDataReader::ExpectedVersion() const {
  if (facts_.has_other_certificates || data_.revocation.has_other_format) {
    return 5;
  }
  if (facts_.has_v2_attribute_certificates) {
    return 4;
  }
  if (facts_.has_v1_attribute_certificates ||
      facts_.has_key_identified_signer || data_.content_type != kData) {
    return 3;
  }
  return 1;
}

absl::Status SignedDataReader::ReadDigestAlgorithms() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue set, fields_.Read(kDerSet));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<DerValue> values,
                         ReadValues(set.content, limits_.max_signatures,
                                    "too many digestAlgorithms"));
  for (const DerValue& value : values) {
    KEPIL_ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm,
                           ParseAlgorithmIdentifier(value.full));
    data_.digest_algorithms.push_back(algorithm.oid);
  }
  return absl::OkStatus();
}

// EncapsulatedContentInfo, or the contentInfo of PKCS#7.
absl::Status SignedDataReader::ReadContent() {
  KEPIL_ASSIGN_OR_RETURN(DerReader info, fields_.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(data_.content_type, info.ReadOid());
  if (!info.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader wrapper,
                           info.ReadConstructed(DerContextConstructed(0)));
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, wrapper.ReadAny());
    KEPIL_RETURN_IF_ERROR(wrapper.Finish());
    data_.content = value.content;
  }
  return info.Finish();
}

absl::Status SignedDataReader::ReadCertificates() {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> set,
                         fields_.ReadOptional(DerContextConstructed(0)));
  if (!set.has_value()) {
    return absl::OkStatus();
  }
  KEPIL_ASSIGN_OR_RETURN(const std::vector<DerValue> values,
                         ReadValues(set->content, limits_.max_certificates,
                                    "too many embedded certificates"));
  for (const DerValue& value : values) {
    if (value.tag == kDerSequence) {
      data_.certificates.push_back(value.full);
      continue;
    }
    // CertificateChoices: [0] extended, [1] and [2] attribute certificates of
    // version 1 and 2, [3] other.
    facts_.has_v1_attribute_certificates |=
        value.tag == DerContextConstructed(1);
    facts_.has_v2_attribute_certificates |=
        value.tag == DerContextConstructed(2);
    facts_.has_other_certificates |= value.tag == DerContextConstructed(3);
    if (value.tag < DerContextConstructed(0) ||
        value.tag > DerContextConstructed(3)) {
      data_.deviations.push_back(FormatDeviation::kEmbeddedObjectUnreadable);
    }
  }
  return absl::OkStatus();
}

absl::Status SignedDataReader::ReadRevocation() {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> set,
                         fields_.ReadOptional(DerContextConstructed(1)));
  if (set.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(
        data_.revocation,
        ReadRevocationInfoChoices(set->content, limits_.max_revocation));
    if (data_.revocation.has_unreadable) {
      data_.deviations.push_back(FormatDeviation::kEmbeddedObjectUnreadable);
    }
  }
  return absl::OkStatus();
}

absl::Status SignedDataReader::ReadSignerInfos() {
  KEPIL_ASSIGN_OR_RETURN(const DerValue set, fields_.Read(kDerSet));
  KEPIL_ASSIGN_OR_RETURN(
      const std::vector<DerValue> values,
      ReadValues(set.content, limits_.max_signatures, "too many signers"));
  for (const DerValue& value : values) {
    data_.signer_infos.push_back(value.full);
    DerReader signer(value.content);
    const absl::StatusOr<int64_t> version = signer.ReadInt64();
    facts_.has_key_identified_signer |= version.ok() && *version == 3;
    if (version.ok() && signer.PeekTag() == DerContextConstructed(0)) {
      data_.deviations.push_back(FormatDeviation::kBerEncoding);
    }
  }
  return data_.signer_infos.empty() ? NoSignatureError() : absl::OkStatus();
}

absl::string_view WithoutTrailingZeros(absl::string_view file) {
  DerReader reader(file);
  const absl::StatusOr<DerValue> value = reader.ReadAny();
  const bool has_only_zeros =
      value.ok() && reader.rest().find_first_not_of('\0') == file.npos;
  return has_only_zeros ? value->full : file;
}

// [0] SubjectKeyIdentifier. In BER it may stand in pieces: an implicit tag over
// a constructed OCTET STRING, which BerToDer cannot know for what it is.
absl::StatusOr<std::string> ReadSubjectKeyIdentifier(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
  std::string key_id;
  if (value.tag == DerContext(0)) {
    key_id = std::string(value.content);
  } else {
    DerReader pieces(value.content);
    while (!pieces.empty()) {
      KEPIL_ASSIGN_OR_RETURN(const absl::string_view piece,
                             pieces.ReadOctetString());
      key_id.append(piece.data(), piece.size());
    }
  }
  if (key_id.empty()) {
    return FormatUnknownError("empty key identifier of a signer");
  }
  return key_id;
}

// SignerIdentifier: IssuerAndSerialNumber or [0] SubjectKeyIdentifier.
absl::StatusOr<SignerIdentifier> ReadSignerIdentifier(DerReader& reader) {
  SignerIdentifier signer;
  if (reader.PeekTag() == DerContext(0) ||
      reader.PeekTag() == DerContextConstructed(0)) {
    KEPIL_ASSIGN_OR_RETURN(signer.subject_key_id,
                           ReadSubjectKeyIdentifier(reader));
    return signer;
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader pair, reader.ReadSequence());
  KEPIL_ASSIGN_OR_RETURN(const DerValue issuer, pair.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(signer.issuer, Name::FromDer(issuer.full));
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         pair.ReadIntegerBytes());
  signer.serial = std::string(serial);
  KEPIL_RETURN_IF_ERROR(pair.Finish());
  return signer;
}

absl::StatusOr<AlgorithmIdentifier> ReadAlgorithm(DerReader& reader) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
  return ParseAlgorithmIdentifier(value.full);
}

absl::StatusOr<std::optional<absl::string_view>> ReadAttributeSet(
    DerReader& reader, DerTag tag) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> set,
                         reader.ReadOptional(tag));
  if (!set.has_value()) {
    return std::optional<absl::string_view>();
  }
  return std::optional<absl::string_view>(set->content);
}

}  // namespace

absl::StatusOr<CmsEnvelope> ReadCmsEnvelope(absl::string_view file,
                                            const DerLimits& limits) {
  CmsEnvelope envelope;
  envelope.der = file;
  if (file.size() <= static_cast<size_t>(limits.max_bytes)) {
    envelope.der = WithoutTrailingZeros(file);
  }
  if (envelope.der.size() != file.size()) {
    envelope.deviations.push_back(FormatDeviation::kTrailingZeros);
  }
  const absl::Status framing = CheckDerFraming(envelope.der, limits);
  if (framing.ok()) {
    return envelope;
  }
  if (ReasonOf(framing) != v1::ERROR_REASON_FORMAT_UNKNOWN) {
    return framing;
  }
  KEPIL_ASSIGN_OR_RETURN(std::string der, BerToDer(envelope.der, limits));
  // Nothing may be left that only BER allows; it would be read two ways.
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, limits));
  envelope.owned = std::make_shared<const std::string>(std::move(der));
  envelope.der = *envelope.owned;
  envelope.deviations.push_back(FormatDeviation::kBerEncoding);
  return envelope;
}

absl::StatusOr<CmsSignedData> ReadCmsSignedData(absl::string_view der,
                                                const ParseLimits& limits) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader info, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view type, info.ReadOid());
  if (type != kSignedData) {
    return FormatUnknownError("the ContentInfo holds no SignedData");
  }
  if (info.empty()) {
    return NoSignatureError();
  }
  KEPIL_ASSIGN_OR_RETURN(DerReader wrapper,
                         info.ReadConstructed(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(info.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerReader reader, wrapper.ReadSequence());
  KEPIL_RETURN_IF_ERROR(wrapper.Finish());
  if (reader.empty()) {
    return NoSignatureError();
  }
  return SignedDataReader(reader, limits).Read();
}

absl::StatusOr<CmsSignerInfo> ReadCmsSignerInfo(absl::string_view der) {
  CmsSignerInfo info;
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(info.version, reader.ReadInt64());
  KEPIL_ASSIGN_OR_RETURN(info.signer, ReadSignerIdentifier(reader));
  KEPIL_ASSIGN_OR_RETURN(info.digest_algorithm, ReadAlgorithm(reader));
  KEPIL_ASSIGN_OR_RETURN(info.signed_attributes,
                         ReadAttributeSet(reader, DerContextConstructed(0)));
  KEPIL_ASSIGN_OR_RETURN(info.signature_algorithm, ReadAlgorithm(reader));
  KEPIL_ASSIGN_OR_RETURN(info.signature, reader.ReadOctetString());
  KEPIL_ASSIGN_OR_RETURN(info.unsigned_attributes,
                         ReadAttributeSet(reader, DerContextConstructed(1)));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return info;
}

}  // namespace kepil

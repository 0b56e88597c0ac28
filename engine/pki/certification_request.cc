#include "engine/pki/certification_request.h"

#include <cstdint>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/directory_string.h"

namespace kepil {
namespace {

// 1.2.840.113549.1.9.7
constexpr absl::string_view kChallengePassword(
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x07", 9);

// The value of SET SIZE(1) OF DirectoryString.
absl::StatusOr<std::string> ReadChallenge(DerReader values) {
  KEPIL_ASSIGN_OR_RETURN(const DerValue value, values.ReadAny());
  KEPIL_RETURN_IF_ERROR(values.Finish());
  const std::optional<std::string> text =
      DecodeDirectoryString(value.tag, value.content);
  if (!text.has_value()) {
    return FormatUnknownError("challengePassword is no text");
  }
  if (text->size() > CertificationRequest::kMaxChallenge) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONTAINER_LIMIT,
                     "challengePassword is too long");
  }
  return *text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CertificationRequest>>
CertificationRequest::FromDer(absl::string_view der) {
  if (der.size() > kMaxOctets) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "certification request over 64 KiB");
  }
  KEPIL_RETURN_IF_ERROR(CheckDerFraming(der, DerLimits()));
  // First the object, then the views into its octets.
  std::shared_ptr<CertificationRequest> request(new CertificationRequest());
  request->der_ = std::string(der);
  KEPIL_RETURN_IF_ERROR(request->Parse());
  return request;
}

absl::Status CertificationRequest::Parse() {
  DerReader outer(der_);
  KEPIL_ASSIGN_OR_RETURN(DerReader reader, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  KEPIL_ASSIGN_OR_RETURN(const DerValue info, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(const DerValue algorithm, reader.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(signature_, reader.ReadBitStringOctets());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  info_ = info.full;
  KEPIL_ASSIGN_OR_RETURN(algorithm_, ParseAlgorithmIdentifier(algorithm.full));
  return ParseInfo(DerReader(info.content));
}

absl::Status CertificationRequest::ParseInfo(DerReader info) {
  KEPIL_ASSIGN_OR_RETURN(const int64_t version, info.ReadInt64());
  if (version != 0) {
    return FormatUnknownError("certification request of an unknown version");
  }
  KEPIL_ASSIGN_OR_RETURN(const DerValue subject, info.Read(kDerSequence));
  KEPIL_ASSIGN_OR_RETURN(subject_, Name::FromDer(subject.full));
  KEPIL_ASSIGN_OR_RETURN(const DerValue spki, info.Read(kDerSequence));
  spki_digest_ = Sha256(spki.full);
  key_ = PublicKey::FromSpki(spki.full);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> attributes,
                         info.ReadOptional(DerContextConstructed(0)));
  KEPIL_RETURN_IF_ERROR(info.Finish());
  return attributes.has_value()
             ? ParseAttributes(DerReader(attributes->content))
             : absl::OkStatus();
}

absl::Status CertificationRequest::ParseAttributes(DerReader attributes) {
  for (int count = 0; !attributes.empty(); ++count) {
    if (count == kMaxAttributes) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_CONTAINER_LIMIT,
                       "certification request with too many attributes");
    }
    KEPIL_ASSIGN_OR_RETURN(DerReader attribute, attributes.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, attribute.ReadOid());
    KEPIL_ASSIGN_OR_RETURN(const DerReader values,
                           attribute.ReadConstructed(kDerSet));
    KEPIL_RETURN_IF_ERROR(attribute.Finish());
    if (oid != kChallengePassword) {
      continue;
    }
    if (challenge_password_.has_value()) {
      return FormatUnknownError("challengePassword stands twice");
    }
    KEPIL_ASSIGN_OR_RETURN(challenge_password_, ReadChallenge(values));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CertificationRequest::VerifiesItself() const {
  KEPIL_RETURN_IF_ERROR(key_.status());
  return VerifySignedObject(**key_, algorithm_, info_, signature_);
}

}  // namespace kepil

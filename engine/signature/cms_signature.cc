#include "engine/signature/cms_signature.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/algorithm_identifier.h"

namespace kepil {
namespace {

// id-data, 1.2.840.113549.1.7.1
constexpr absl::string_view kData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

}  // namespace

absl::StatusOr<CmsSigner> ReadCmsSigner(absl::string_view signer_info,
                                        const ParseLimits& limits) {
  absl::StatusOr<CmsSignerInfo> info = ReadCmsSignerInfo(signer_info);
  if (!info.ok()) {
    return CmsSigner();
  }
  absl::StatusOr<CadesAttributes> attributes = ParseCadesAttributes(
      info->signed_attributes, info->unsigned_attributes, limits);
  if (!attributes.ok()) {
    if (ReasonOf(attributes.status()) == v1::ERROR_REASON_CONTAINER_LIMIT) {
      return attributes.status();
    }
    return CmsSigner();
  }
  CmsSigner signer;
  signer.info = *std::move(info);
  signer.digest_algorithm = HashFromIdentifier(signer.info.digest_algorithm);
  signer.attributes = *std::move(attributes);
  signer.is_readable = true;
  return signer;
}

CmsSignature::CmsSignature(CmsSigner signer,
                           std::shared_ptr<const CmsDocumentParts> parts,
                           CmsAttachments attachments)
    : signer_(std::move(signer)),
      parts_(std::move(parts)),
      attachments_(std::move(attachments)) {
  deviations_ = signer_.attributes.deviations;
  NoteEnvelope();
  if (signer_.is_readable) {
    NoteAbsentAttributes();
    signed_data_ = CompareContent();
  } else {
    deviations_.push_back(FormatDeviation::kMalformedSigner);
    signed_data_.outcome = SignedDataObject::Outcome::kAlgorithmUnknown;
  }
  std::sort(deviations_.begin(), deviations_.end());
  deviations_.erase(std::unique(deviations_.begin(), deviations_.end()),
                    deviations_.end());
  value_digest_ = Sha256(signer_.info.signature);
}

absl::string_view CmsSignature::encapsulated_content_type() const {
  return signer_.is_readable ? absl::string_view(parts_->content_type)
                             : absl::string_view();
}

void CmsSignature::NoteEnvelope() {
  deviations_.insert(deviations_.end(), parts_->deviations.begin(),
                     parts_->deviations.end());
  if (!signer_.is_readable) {
    return;
  }
  // RFC 5652, 5.3: 1 with issuer and serial, 3 with a key identifier.
  const int64_t version = signer_.info.signer.issuer.has_value() ? 1 : 3;
  if (signer_.info.version != version) {
    deviations_.push_back(FormatDeviation::kVersionMismatch);
  }
  if (std::find(parts_->digest_algorithms.begin(),
                parts_->digest_algorithms.end(),
                signer_.info.digest_algorithm.oid) ==
      parts_->digest_algorithms.end()) {
    deviations_.push_back(FormatDeviation::kDigestAlgorithmNotListed);
  }
}

void CmsSignature::NoteAbsentAttributes() {
  if (attributes().has_signed_attributes) {
    return;
  }
  deviations_.push_back(FormatDeviation::kSignedAttributesAbsent);
  // RFC 5652, 5.3: only content of type data may be signed directly. And
  // octets that are the signed attributes of some signature would verify as
  // content too, although nobody signed them as such.
  if (parts_->content_type != kData ||
      (parts_->content.octets().has_value() &&
       LookLikeSignedAttributes(*parts_->content.octets()))) {
    deviations_.push_back(FormatDeviation::kMissingMandatoryAttribute);
  }
}

SignedDataObject CmsSignature::CompareContent() const {
  using Outcome = SignedDataObject::Outcome;
  const bool has_attributes = attributes().has_signed_attributes;
  SignedDataObject object;
  object.hash = signer_.digest_algorithm;
  object.digest = attributes().message_digest.value_or("");
  const std::string* computed =
      parts_->content.FindDigest(signer_.digest_algorithm);
  if (signer_.digest_algorithm == HashAlgorithm::kUnknown) {
    object.outcome = Outcome::kAlgorithmUnknown;
  } else if (!parts_->content.is_present()) {
    object.outcome = Outcome::kNotPresent;
  } else if (computed == nullptr) {
    // Octets without a digest: the algorithm is switched off.
    object.outcome = parts_->content.octets().has_value()
                         ? Outcome::kAlgorithmUnknown
                         : Outcome::kDigestNotGiven;
  } else if (!has_attributes) {
    object.digest = *computed;
    object.outcome = Outcome::kMatched;  // The value itself covers it.
  } else {
    object.outcome = attributes().message_digest == *computed
                         ? Outcome::kMatched
                         : Outcome::kMismatched;
  }
  return object;
}

absl::StatusOr<std::string> CmsSignature::HashContent(
    HashAlgorithm hash) const {
  if (const std::string* digest = parts_->content.FindDigest(hash)) {
    return *digest;
  }
  if (parts_->content.octets().has_value()) {
    return HashOf(hash, *parts_->content.octets());
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_REQUEST_MALFORMED,
                   "the content or this digest of it is not at hand");
}

absl::StatusOr<ResolvedAlgorithm> CmsSignature::ResolveAlgorithm(
    const PublicKey& key) const {
  if (!signer_.is_readable) {
    return MalformedError("the SignerInfo cannot be read");
  }
  return ResolveSignatureAlgorithm(
      key.family(), signer_.info.signature_algorithm, signer_.digest_algorithm);
}

absl::StatusOr<bool> CmsSignature::VerifyValue(const PublicKey& key) const {
  KEPIL_ASSIGN_OR_RETURN(const ResolvedAlgorithm resolved,
                         ResolveAlgorithm(key));
  if (attributes().has_signed_attributes) {
    return key.Verify(resolved.algorithm, signer_.attributes.signed_octets,
                      signer_.info.signature);
  }
  return VerifyOverContent(key, resolved.algorithm);
}

absl::StatusOr<bool> CmsSignature::VerifyOverContent(
    const PublicKey& key, const SignatureAlgorithm& algorithm) const {
  if (algorithm.scheme != SignatureScheme::kEddsa) {
    const std::string* digest = parts_->content.FindDigest(algorithm.hash);
    if (digest != nullptr) {
      return key.VerifyDigest(algorithm, *digest, signer_.info.signature);
    }
  } else if (parts_->content.octets().has_value()) {
    return key.Verify(algorithm, *parts_->content.octets(),
                      signer_.info.signature);
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_REQUEST_MALFORMED,
                   "the signature covers content that is not at hand");
}

}  // namespace kepil

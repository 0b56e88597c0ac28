#include "engine/signature/signature_document.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/signature/cms_attachments.h"
#include "engine/signature/cms_reader.h"
#include "engine/signature/cms_signature.h"

namespace kepil {
namespace {

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

absl::Status CheckInput(const SignatureInput& input) {
  if (input.content.has_value() && !input.digests.empty()) {
    return MalformedError("both content and digests of it are given");
  }
  absl::flat_hash_set<HashAlgorithm> seen;
  for (const ContentDigest& digest : input.digests) {
    if (digest.hash == HashAlgorithm::kUnknown ||
        digest.value.size() != static_cast<size_t>(HashSize(digest.hash)) ||
        !seen.insert(digest.hash).second) {
      return MalformedError("a content digest is malformed or given twice");
    }
  }
  return absl::OkStatus();
}

// What the signers cover, by each digest algorithm that one of them names.
absl::StatusOr<SignedContent> ContentOf(
    const SignatureInput& input, std::optional<absl::string_view> attached,
    std::vector<HashAlgorithm> wanted) {
  if (!attached.has_value()) {
    if (input.content.has_value()) {
      return SignedContent(*input.content, wanted);
    }
    return input.digests.empty() ? SignedContent()
                                 : SignedContent(input.digests);
  }
  if (input.content.has_value() && *input.content != *attached) {
    return MalformedError("other content is attached than the one given");
  }
  for (const ContentDigest& digest : input.digests) {
    wanted.push_back(digest.hash);
  }
  SignedContent content(*attached, wanted);
  for (const ContentDigest& digest : input.digests) {
    const std::string* computed = content.FindDigest(digest.hash);
    if (computed == nullptr || *computed != digest.value) {
      return MalformedError("other content is attached than the one digested");
    }
  }
  return content;
}

// CmsAssembler binds the signers of one SignedData to what they share.
class CmsAssembler {
 public:
  CmsAssembler(CertificateReader& reader, const ParseLimits& limits)
      : reader_(reader), limits_(limits) {}

  absl::StatusOr<SignatureDocument> Assemble(const SignatureInput& input);

 private:
  absl::Status ReadSigners(const CmsSignedData& data);
  absl::Status AddCertificates(const std::vector<absl::string_view>& found);
  absl::Status CheckRevocationCount(const CmsSignedData& data) const;

  CertificateReader& reader_;
  const ParseLimits& limits_;
  CmsDocumentParts parts_;
  std::vector<CmsSigner> signers_;
  absl::flat_hash_set<absl::string_view> certificates_seen_;  // DER.
};

absl::Status CmsAssembler::ReadSigners(const CmsSignedData& data) {
  for (const absl::string_view signer_info : data.signer_infos) {
    KEPIL_ASSIGN_OR_RETURN(CmsSigner signer,
                           ReadCmsSigner(signer_info, limits_));
    KEPIL_RETURN_IF_ERROR(AddCertificates(signer.attributes.certificates));
    signers_.push_back(std::move(signer));
  }
  return absl::OkStatus();
}

absl::Status CmsAssembler::AddCertificates(
    const std::vector<absl::string_view>& found) {
  for (const absl::string_view der : found) {
    if (!certificates_seen_.insert(der).second) {
      continue;
    }
    if (certificates_seen_.size() >
        static_cast<size_t>(limits_.max_certificates)) {
      return LimitError("too many embedded certificates");
    }
    absl::StatusOr<CertificateRef> certificate = reader_.Read(der);
    if (certificate.ok()) {
      parts_.certificates.push_back(*std::move(certificate));
    } else {
      parts_.deviations.push_back(FormatDeviation::kEmbeddedObjectUnreadable);
    }
  }
  return absl::OkStatus();
}

absl::Status CmsAssembler::CheckRevocationCount(
    const CmsSignedData& data) const {
  size_t count = static_cast<size_t>(data.revocation.size());
  for (const CmsSigner& signer : signers_) {
    const SignatureAttributes& attributes = signer.attributes.attributes;
    count += attributes.crls.size() + attributes.ocsp_responses.size();
  }
  return count > static_cast<size_t>(limits_.max_revocation)
             ? LimitError("too many embedded revocation objects")
             : absl::OkStatus();
}

absl::StatusOr<SignatureDocument> CmsAssembler::Assemble(
    const SignatureInput& input) {
  SignatureDocument document;
  KEPIL_ASSIGN_OR_RETURN(const CmsEnvelope envelope,
                         ReadCmsEnvelope(input.signature, limits_.der));
  KEPIL_ASSIGN_OR_RETURN(CmsSignedData data,
                         ReadCmsSignedData(envelope.der, limits_));
  document.owned = envelope.owned;
  document.ber = envelope.owned != nullptr;
  document.attached_content = data.content;

  parts_.content_type = std::string(data.content_type);
  parts_.digest_algorithms = std::move(data.digest_algorithms);
  parts_.deviations = std::move(data.deviations);
  parts_.deviations.insert(parts_.deviations.end(), envelope.deviations.begin(),
                           envelope.deviations.end());
  KEPIL_RETURN_IF_ERROR(AddCertificates(data.certificates));
  KEPIL_RETURN_IF_ERROR(ReadSigners(data));
  KEPIL_RETURN_IF_ERROR(CheckRevocationCount(data));
  document.crls = std::move(data.revocation.crls);
  document.ocsp_responses = std::move(data.revocation.ocsp_responses);

  std::vector<HashAlgorithm> wanted;
  for (const CmsSigner& signer : signers_) {
    wanted.push_back(signer.digest_algorithm);
  }
  KEPIL_ASSIGN_OR_RETURN(
      parts_.content,
      ContentOf(input, document.attached_content, std::move(wanted)));
  const auto parts =
      std::make_shared<const CmsDocumentParts>(std::move(parts_));
  CmsAttachmentReader attachment_reader(reader_, limits_);
  for (CmsSigner& signer : signers_) {
    KEPIL_ASSIGN_OR_RETURN(CmsAttachments attachments,
                           attachment_reader.Read(signer, *parts));
    document.signatures.push_back(std::make_unique<CmsSignature>(
        std::move(signer), parts, std::move(attachments)));
  }
  return document;
}

}  // namespace

std::vector<std::string> SupportedFormats() { return {"CMS"}; }

absl::StatusOr<SignatureDocument> ParseSignatureDocument(
    const SignatureInput& input, CertificateReader& certificates,
    const ParseLimits& limits) {
  KEPIL_RETURN_IF_ERROR(CheckInput(input));
  return CmsAssembler(certificates, limits).Assemble(input);
}

}  // namespace kepil

#include "engine/signature/cms_attachments.h"

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "engine/signature/signed_content.h"
#include "engine/signature/timestamp_token.h"

namespace kepil {

absl::StatusOr<CmsAttachments> CmsAttachmentReader::Read(
    const CmsSigner& signer, const CmsDocumentParts& document) {
  const SignatureAttributes& attributes = signer.attributes.attributes;
  CmsAttachments attachments;
  ReadTokens(attributes.content_timestamps, TimestampKind::kContent,
             attachments);
  ReadTokens(attributes.signature_timestamps, TimestampKind::kSignature,
             attachments);
  KEPIL_RETURN_IF_ERROR(ReadCounterSignatures(signer, document, attachments));
  return attachments;
}

void CmsAttachmentReader::ReadTokens(const std::vector<std::string>& tokens,
                                     TimestampKind kind,
                                     CmsAttachments& attachments) {
  for (const std::string& der : tokens) {
    EmbeddedTimestamp timestamp;
    timestamp.kind = kind;
    timestamp.digest = Sha256(der);
    if (tokens_ == limits_.max_timestamps) {
      timestamp.is_over_limit = true;
    } else {
      ++tokens_;
      absl::StatusOr<TimestampTokenRef> token =
          TimestampToken::FromDer(der, certificates_, limits_);
      if (token.ok()) {
        timestamp.token = *std::move(token);
      }
    }
    attachments.timestamps.push_back(std::move(timestamp));
  }
}

absl::Status CmsAttachmentReader::ReadCounterSignatures(
    const CmsSigner& signer, const CmsDocumentParts& document,
    CmsAttachments& attachments) {
  for (const std::string& der :
       signer.attributes.attributes.counter_signatures) {
    if (counter_signatures_ == limits_.max_counter_signatures) {
      return absl::OkStatus();
    }
    ++counter_signatures_;
    KEPIL_ASSIGN_OR_RETURN(CmsSigner counter, ReadCmsSigner(der, limits_));
    // RFC 5652, 11.4: the content is the octets of the value.
    auto parts = std::make_shared<CmsDocumentParts>();
    parts->certificates = document.certificates;
    parts->content =
        SignedContent(signer.info.signature, {counter.digest_algorithm});
    attachments.counter_signatures.push_back(std::make_shared<CmsSignature>(
        std::move(counter),
        std::shared_ptr<const CmsDocumentParts>(std::move(parts))));
  }
  return absl::OkStatus();
}

}  // namespace kepil

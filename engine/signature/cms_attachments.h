#ifndef KEPIL_ENGINE_SIGNATURE_CMS_ATTACHMENTS_H_
#define KEPIL_ENGINE_SIGNATURE_CMS_ATTACHMENTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/cms_signature.h"
#include "engine/signature/parse_limits.h"

namespace kepil {

// CmsAttachmentReader decodes the time-stamps and counter-signatures of the
// signers of one document, within the limits of the document. Not thread-safe.
class CmsAttachmentReader {
 public:
  // Both outlive the reader.
  CmsAttachmentReader(CertificateReader& certificates,
                      const ParseLimits& limits)
      : certificates_(certificates), limits_(limits) {}

  // `document` gives the certificates of counter-signatures. A token that
  // cannot be read is reported in its place. INVALID_ARGUMENT/CONTAINER_LIMIT
  // if a counter-signature is over one of the limits.
  absl::StatusOr<CmsAttachments> Read(const CmsSigner& signer,
                                      const CmsDocumentParts& document);

 private:
  void ReadTokens(const std::vector<std::string>& tokens, TimestampKind kind,
                  CmsAttachments& attachments);
  absl::Status ReadCounterSignatures(const CmsSigner& signer,
                                     const CmsDocumentParts& document,
                                     CmsAttachments& attachments);

  CertificateReader& certificates_;
  const ParseLimits& limits_;
  int tokens_ = 0, counter_signatures_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CMS_ATTACHMENTS_H_

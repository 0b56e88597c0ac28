#ifndef KEPIL_ENGINE_SIGNATURE_CMS_SIGNATURE_H_
#define KEPIL_ENGINE_SIGNATURE_CMS_SIGNATURE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/signature/cades_attributes.h"
#include "engine/signature/cms_reader.h"
#include "engine/signature/parsed_signature.h"
#include "engine/signature/signed_content.h"

namespace kepil {

// One SignerInfo, read but not yet bound to its document. A SignerInfo that
// cannot be read has empty fields and the deviation kMalformedSigner.
struct CmsSigner {
  CmsSignerInfo info;
  HashAlgorithm digest_algorithm = HashAlgorithm::kUnknown;
  CadesAttributes attributes;
  bool is_readable = false;
};
// INVALID_ARGUMENT/CONTAINER_LIMIT over one of `limits`; no other error.
absl::StatusOr<CmsSigner> ReadCmsSigner(absl::string_view signer_info,
                                        const ParseLimits& limits);

// What the signatures of one document share.
struct CmsDocumentParts {
  std::string content_type;                          // eContentType: content.
  std::vector<absl::string_view> digest_algorithms;  // OID content octets.
  std::vector<FormatDeviation> deviations;           // Of the envelope.
  std::vector<CertificateRef> certificates;
  SignedContent content;
};

// What stands in the unsigned attributes of one signer, decoded.
struct CmsAttachments {
  std::vector<EmbeddedTimestamp> timestamps;
  std::vector<std::shared_ptr<const ParsedSignature>> counter_signatures;
};

// CmsSignature is one SignerInfo (RFC 5652, 5.3) as a ParsedSignature.
class CmsSignature : public ParsedSignature {
 public:
  CmsSignature(CmsSigner signer, std::shared_ptr<const CmsDocumentParts> parts,
               CmsAttachments attachments = {});

  SignatureFormat format() const override { return SignatureFormat::kCms; }
  const SignerIdentifier& signer() const override {
    return signer_.info.signer;
  }
  const SignatureAttributes& attributes() const override {
    return signer_.attributes.attributes;
  }
  absl::Span<const FormatDeviation> deviations() const override {
    return deviations_;
  }
  absl::Span<const CertificateRef> embedded_certificates() const override {
    return parts_->certificates;
  }
  absl::Span<const SignedDataObject> signed_data() const override {
    return absl::MakeConstSpan(&signed_data_, 1);
  }
  const AlgorithmIdentifier& signature_algorithm() const override {
    return signer_.info.signature_algorithm;
  }
  HashAlgorithm digest_algorithm() const override {
    return signer_.digest_algorithm;
  }
  absl::string_view encapsulated_content_type() const override;
  absl::string_view value() const override { return signer_.info.signature; }
  const Digest& value_digest() const override { return value_digest_; }
  absl::StatusOr<std::string> HashContent(HashAlgorithm hash) const override;
  absl::Span<const EmbeddedTimestamp> timestamps() const override {
    return attachments_.timestamps;
  }
  absl::Span<const std::shared_ptr<const ParsedSignature>> counter_signatures()
      const override {
    return attachments_.counter_signatures;
  }
  absl::StatusOr<ResolvedAlgorithm> ResolveAlgorithm(
      const PublicKey& key) const override;
  absl::StatusOr<bool> VerifyValue(const PublicKey& key) const override;

 private:
  void NoteEnvelope();
  void NoteAbsentAttributes();
  SignedDataObject CompareContent() const;
  absl::StatusOr<bool> VerifyOverContent(
      const PublicKey& key, const SignatureAlgorithm& algorithm) const;

  const CmsSigner signer_;
  const std::shared_ptr<const CmsDocumentParts> parts_;
  const CmsAttachments attachments_;
  std::vector<FormatDeviation> deviations_;  // Each once.
  SignedDataObject signed_data_;
  Digest value_digest_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CMS_SIGNATURE_H_

#ifndef KEPIL_ENGINE_SIGNATURE_CERTIFICATE_SUBJECT_H_
#define KEPIL_ENGINE_SIGNATURE_CERTIFICATE_SUBJECT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// CertificateSubject is a certificate in the place of a signature: what is
// judged is the certificate alone, and there is no value to verify. It names
// itself by SHA-256, so that no other certificate can be taken for it.
class CertificateSubject : public ParsedSignature {
 public:
  using Certificates = std::shared_ptr<const std::vector<CertificateRef>>;
  // `certificates`: of the whole document, `subject` among them.
  CertificateSubject(CertificateRef subject, Certificates certificates);

  SignatureFormat format() const override {
    return SignatureFormat::kCertificate;
  }
  const CertificateRef& subject() const { return subject_; }
  const SignerIdentifier& signer() const override { return signer_; }
  const SignatureAttributes& attributes() const override { return attributes_; }
  absl::Span<const FormatDeviation> deviations() const override { return {}; }
  absl::Span<const CertificateRef> embedded_certificates() const override {
    return *certificates_;
  }
  absl::Span<const SignedDataObject> signed_data() const override { return {}; }
  const AlgorithmIdentifier& signature_algorithm() const override {
    return subject_->signature_algorithm();
  }
  HashAlgorithm digest_algorithm() const override {
    return HashAlgorithm::kUnknown;
  }
  absl::string_view encapsulated_content_type() const override { return ""; }
  absl::string_view value() const override { return ""; }
  const Digest& value_digest() const override {
    return subject_->fingerprint();
  }
  // FAILED_PRECONDITION/REQUEST_MALFORMED: there is no content.
  absl::StatusOr<std::string> HashContent(HashAlgorithm hash) const override;
  // UNIMPLEMENTED/ALGORITHM_UNKNOWN: nothing was signed.
  absl::StatusOr<ResolvedAlgorithm> ResolveAlgorithm(
      const PublicKey& key) const override;
  // Never OK(true).
  absl::StatusOr<bool> VerifyValue(const PublicKey& key) const override;

 private:
  const CertificateRef subject_;
  const Certificates certificates_;
  SignerIdentifier signer_;
  SignatureAttributes attributes_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_CERTIFICATE_SUBJECT_H_

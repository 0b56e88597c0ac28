#ifndef KEPIL_ENGINE_VALIDATION_FAKE_SIGNATURE_H_
#define KEPIL_ENGINE_VALIDATION_FAKE_SIGNATURE_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "engine/signature/parsed_signature.h"

namespace kepil {

// FakeSignature is a ParsedSignature whose claims a test sets at will. Its
// value is real: `value` over `message` by the algorithm that
// `algorithm_identifier` (DER) names.
class FakeSignature : public ParsedSignature {
 public:
  static constexpr absl::string_view kData =
      "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

  FakeSignature() {
    attributes_.has_signed_attributes = true;
    attributes_.content_type = std::string(kData);
    content_type_ = std::string(kData);
    SignedDataObject object;
    object.hash = HashAlgorithm::kSha256;
    object.digest = std::string(Sha256("content").bytes());
    object.outcome = SignedDataObject::Outcome::kMatched;
    data_.push_back(object);
  }

  SignatureFormat format() const override { return SignatureFormat::kCms; }
  const SignerIdentifier& signer() const override { return signer_; }
  const SignatureAttributes& attributes() const override { return attributes_; }
  absl::Span<const FormatDeviation> deviations() const override {
    return deviations_;
  }
  absl::Span<const CertificateRef> embedded_certificates() const override {
    return embedded_;
  }
  absl::Span<const SignedDataObject> signed_data() const override {
    return data_;
  }
  absl::string_view encapsulated_content_type() const override {
    return content_type_;
  }
  const AlgorithmIdentifier& signature_algorithm() const override {
    return algorithm_;
  }
  HashAlgorithm digest_algorithm() const override { return digest_; }
  absl::string_view value() const override { return value_; }
  const Digest& value_digest() const override { return value_digest_; }
  absl::StatusOr<std::string> HashContent(HashAlgorithm hash) const override {
    return HashOf(hash, "content");
  }

  absl::StatusOr<ResolvedAlgorithm> ResolveAlgorithm(
      const PublicKey& key) const override {
    const auto algorithm = ParseAlgorithmIdentifier(algorithm_identifier_);
    if (!algorithm.ok()) {
      return algorithm.status();
    }
    return ResolveSignatureAlgorithm(key.family(), *algorithm, digest_);
  }
  absl::StatusOr<bool> VerifyValue(const PublicKey& key) const override {
    if (content_is_missing_) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       v1::ERROR_REASON_REQUEST_MALFORMED, "no content");
    }
    const auto resolved = ResolveAlgorithm(key);
    if (!resolved.ok()) {
      return resolved.status();
    }
    return key.Verify(resolved->algorithm, message_, value_);
  }

  SignerIdentifier signer_;
  SignatureAttributes attributes_;
  std::vector<FormatDeviation> deviations_;
  std::vector<CertificateRef> embedded_;
  std::vector<SignedDataObject> data_;
  std::string content_type_;
  std::string algorithm_identifier_;
  HashAlgorithm digest_ = HashAlgorithm::kSha256;
  std::string message_, value_;
  bool content_is_missing_ = false;
  Digest value_digest_ = Sha256("value");

 private:
  AlgorithmIdentifier algorithm_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_FAKE_SIGNATURE_H_

#include "engine/signature/certificate_subject.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/error.h"

namespace kepil {

CertificateSubject::CertificateSubject(CertificateRef subject,
                                       Certificates certificates)
    : subject_(std::move(subject)), certificates_(std::move(certificates)) {
  signer_.issuer = subject_->issuer();
  signer_.serial = std::string(subject_->serial());
  SigningCertificateReference itself;
  itself.hash = HashAlgorithm::kSha256;
  itself.certificate_hash = std::string(subject_->fingerprint().bytes());
  attributes_.signing_certificate_v2.push_back(std::move(itself));
  attributes_.has_signing_certificate_v2 = true;
}

absl::StatusOr<std::string> CertificateSubject::HashContent(
    HashAlgorithm) const {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_REQUEST_MALFORMED,
                   "a certificate has no signed content");
}

absl::StatusOr<ResolvedAlgorithm> CertificateSubject::ResolveAlgorithm(
    const PublicKey&) const {
  return MakeError(absl::StatusCode::kUnimplemented,
                   v1::ERROR_REASON_ALGORITHM_UNKNOWN,
                   "a certificate is judged, not a signature");
}

absl::StatusOr<bool> CertificateSubject::VerifyValue(const PublicKey&) const {
  return false;
}

}  // namespace kepil

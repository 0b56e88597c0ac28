#ifndef KEPIL_ENGINE_PKI_CERTIFICATION_REQUEST_H_
#define KEPIL_ENGINE_PKI_CERTIFICATION_REQUEST_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate.h"
#include "engine/pki/name.h"

namespace kepil {

// CertificationRequest is one PKCS#10 request (RFC 2986), read as a proof that
// somebody has a private key. Nothing is verified. Immutable; thread-safe.
class CertificationRequest {
 public:
  static constexpr size_t kMaxOctets = 64 * 1024;
  static constexpr int kMaxAttributes = 32;
  static constexpr size_t kMaxChallenge = 255;  // RFC 2985, upper bound.

  // INVALID_ARGUMENT: FORMAT_UNKNOWN if `der` is not exactly one request of
  // version 0 or has challengePassword twice or with another number of values
  // than one, DOCUMENT_TOO_LARGE or CONTAINER_LIMIT over the bounds above. The
  // attributes may be missing altogether, as some tools leave them out.
  static absl::StatusOr<std::shared_ptr<const CertificationRequest>> FromDer(
      absl::string_view der);

  absl::string_view der() const { return der_; }
  const Name& subject() const { return subject_; }
  const Digest& spki_digest() const { return spki_digest_; }
  // A key of an unknown algorithm leaves an error here.
  const absl::StatusOr<PublicKeyRef>& public_key() const { return key_; }
  // challengePassword (RFC 2985, 5.4.1) as UTF-8.
  const std::optional<std::string>& challenge_password() const {
    return challenge_password_;
  }

  // Whether it is signed by the key that it asks a certificate for. OK(false):
  // it is not. Errors: the key or the algorithm is not supported.
  absl::StatusOr<bool> VerifiesItself() const;
  // Whether `certificate` has this key and this subject.
  bool IsFor(const Certificate& certificate) const {
    return certificate.spki_digest() == spki_digest_ &&
           certificate.subject() == subject_;
  }

 private:
  CertificationRequest() = default;
  absl::Status Parse();
  absl::Status ParseInfo(DerReader info);
  absl::Status ParseAttributes(DerReader attributes);

  std::string der_;
  absl::string_view info_, signature_;  // Views into der_.
  Name subject_;
  Digest spki_digest_;
  absl::StatusOr<PublicKeyRef> key_;
  AlgorithmIdentifier algorithm_;
  std::optional<std::string> challenge_password_;
};

using CertificationRequestRef = std::shared_ptr<const CertificationRequest>;

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATION_REQUEST_H_

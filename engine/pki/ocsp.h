#ifndef KEPIL_ENGINE_PKI_OCSP_H_
#define KEPIL_ENGINE_PKI_OCSP_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/crypto/algorithm.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/ocsp_answer.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// OcspResponse is one successful BasicOCSPResponse, decoded. Nothing is
// verified: see VerifyOcspSignature and the judge for the responder's right.
class OcspResponse : public RevocationData {
 public:
  static constexpr int kMaxAnswers = 64;
  static constexpr int kMaxCertificates = 16;

  // INVALID_ARGUMENT/FORMAT_UNKNOWN if it is not one DER OCSPResponse with a
  // basic response and at least one answer, DOCUMENT_TOO_LARGE or
  // CONTAINER_LIMIT if it is over `limits` or the bounds above;
  // UNAVAILABLE/FETCH_FAILED (metadata ocsp_status) if responseStatus is not
  // successful.
  static absl::StatusOr<std::shared_ptr<const OcspResponse>> FromDer(
      std::string der, CertificateReader& certificates,
      const DerLimits& limits = {});

  RevocationKind kind() const override { return RevocationKind::kOcsp; }
  const std::string& der() const override { return der_; }
  const Digest& digest() const override { return digest_; }
  absl::Time this_update() const override;
  std::optional<absl::Time> next_update() const override;
  // That of AnswerFor; kOutOfScope without one, or if the response or the
  // answer has an unrecognised critical extension.
  RevocationStatus StatusOf(const CertificateId& id) const override;

  // The answer whose CertID matches name hash, key hash and serial of `id`;
  // nullptr if none does. Several: the one with the newest thisUpdate, of
  // equally new ones one that says revoked. CertIDs of SHA-1, SHA-256, SHA-384
  // and SHA-512 are read.
  const OcspAnswer* AnswerFor(const CertificateId& id) const;

  absl::Time produced_at() const { return produced_at_; }
  absl::string_view tbs() const { return tbs_; }
  absl::string_view signature() const { return signature_; }
  const AlgorithmIdentifier& signature_algorithm() const { return algorithm_; }
  const std::vector<CertificateRef>& certificates() const {
    return certificates_;
  }
  // The octets of Nonce (RFC 9654), or the bare extension value of old
  // responders.
  const std::optional<std::string>& nonce() const { return nonce_; }
  bool HasUnrecognisedCritical() const { return unrecognised_critical_; }
  // Whether `certificate` is the one that ResponderID names.
  bool NamesResponder(const Certificate& certificate) const;
  // Those of `pool` that NamesResponder says yes to, by fingerprint.
  std::vector<CertificateRef> RespondersIn(const CertificatePool& pool) const;

 private:
  friend class OcspParser;
  OcspResponse() = default;

  std::string der_;
  Digest digest_;
  absl::string_view tbs_, signature_;
  AlgorithmIdentifier algorithm_;
  absl::Time produced_at_;
  Name responder_name_;             // byName, else empty and
  std::string responder_key_hash_;  // byKey.
  std::vector<OcspAnswer> answers_;
  std::vector<CertificateRef> certificates_;
  std::optional<std::string> nonce_;
  bool unrecognised_critical_ = false;
};

using OcspResponseRef = std::shared_ptr<const OcspResponse>;

absl::StatusOr<bool> VerifyOcspSignature(const OcspResponse& response,
                                         const PublicKey& key);

// Who may answer for certificates of `issuer` (RFC 6960, 4.2.2.2).
enum class OcspResponderRight {
  kIssuerItself,  // The issuer's own key.
  kDelegated,     // Issued by the issuer's key, EKU id-kp-OCSPSigning.
  kNone,
};
// Checks name and delegation of `responder`, its signature by `issuer`
// included; not its validity period, its own revocation or its other
// extensions. anyExtendedKeyUsage does not delegate.
OcspResponderRight ResponderRightOf(const Certificate& responder,
                                    const Certificate& issuer);

// DER of an OCSPRequest for one certificate; SHA-1 CertID, `nonce` as RFC 9654
// (empty: none).
std::string BuildOcspRequest(const CertificateId& id, absl::string_view nonce);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_OCSP_H_

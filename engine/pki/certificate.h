#ifndef KEPIL_ENGINE_PKI_CERTIFICATE_H_
#define KEPIL_ENGINE_PKI_CERTIFICATE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/name.h"

namespace kepil {

// Certificate is one immutable X.509 certificate (RFC 5280, 4.1). It owns its
// DER; views returned by accessors live as long as it does. Thread-safe.
class Certificate {
 public:
  static constexpr size_t kMaxSerialOctets = 40;  // RFC 5280 allows 20.
  static constexpr int kMaxExtensions = 128;

  // Fails with INVALID_ARGUMENT if `der` is not exactly one DER certificate
  // within `limits`. Success says nothing about validity or trust. Versions 1
  // and 2 parse (the judge refuses them as CAs).
  static absl::StatusOr<std::shared_ptr<const Certificate>> FromDer(
      absl::string_view der, const DerLimits& limits = {});

  absl::string_view der() const { return der_; }
  const Digest& fingerprint() const { return fingerprint_; }  // SHA-256(der).
  absl::string_view tbs() const { return tbs_; }
  int version() const { return version_; }              // 1, 2 or 3.
  absl::string_view serial() const { return serial_; }  // INTEGER octets.
  std::string SerialHex() const;  // Lower case, no leading zeros, "-" if < 0.
  const Name& subject() const { return subject_; }
  const Name& issuer() const { return issuer_; }
  bool IsSelfIssued() const { return subject_ == issuer_; }
  absl::Time not_before() const { return not_before_; }
  absl::Time not_after() const { return not_after_; }
  absl::string_view spki() const { return spki_; }
  const Digest& spki_digest() const { return spki_digest_; }
  // SHA-1 of the subjectPublicKey BIT STRING octets (OCSP issuerKeyHash,
  // responder ids); 20 octets.
  const std::string& key_sha1() const { return key_sha1_; }
  // Contents of the subjectPublicKey BIT STRING.
  absl::string_view key_octets() const { return key_octets_; }
  // Decoded once, with the certificate. A key of an unknown algorithm leaves
  // an error here, not an unreadable certificate.
  const absl::StatusOr<PublicKeyRef>& public_key() const { return key_; }
  // Outer signatureAlgorithm; SignatureAlgorithmsMatch says whether the inner
  // one equals it octet by octet (RFC 5280, 4.1.1.2).
  const AlgorithmIdentifier& signature_algorithm() const { return algorithm_; }
  bool SignatureAlgorithmsMatch() const { return algorithms_match_; }
  // "" (which never verifies) if the BIT STRING is not of whole octets.
  absl::string_view signature() const { return signature_; }
  const CertificateExtensions& extensions() const { return extensions_; }

 private:
  Certificate() = default;
  absl::Status Parse();  // Of der_, once.
  absl::Status ParseTbs(DerReader tbs);

  std::string der_;
  Digest fingerprint_, spki_digest_;
  absl::string_view tbs_, serial_, spki_, key_octets_, signature_;
  int version_ = 1;
  Name subject_, issuer_;
  absl::Time not_before_, not_after_;
  std::string key_sha1_;
  absl::StatusOr<PublicKeyRef> key_;
  AlgorithmIdentifier algorithm_;
  bool algorithms_match_ = false;
  CertificateExtensions extensions_;
};

using CertificateRef = std::shared_ptr<const Certificate>;

// Whether `signature` of `algorithm` over `signed_octets` verifies under `key`
// (an X.509-style signature without a separate digest identifier). OK(false)
// for a wrong value; errors as PublicKey::Verify and ResolveSignatureAlgorithm.
absl::StatusOr<bool> VerifySignedObject(const PublicKey& key,
                                        const AlgorithmIdentifier& algorithm,
                                        absl::string_view signed_octets,
                                        absl::string_view signature);

// What is wrong with such a `signature`, or with the key and algorithm
// together, whatever was signed: for what VerifySignedObject refused.
CryptoDefect DefectOfSignedObject(const PublicKey& key,
                                  const AlgorithmIdentifier& algorithm,
                                  absl::string_view signature);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CERTIFICATE_H_

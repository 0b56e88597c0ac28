#include "engine/signature/cms_writer.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"

namespace kepil {
namespace {

constexpr char kSignedData[] = "1.2.840.113549.1.7.2";
constexpr char kData[] = "1.2.840.113549.1.7.1";
constexpr char kContentType[] = "1.2.840.113549.1.9.3";
constexpr char kMessageDigest[] = "1.2.840.113549.1.9.4";
constexpr char kSigningTime[] = "1.2.840.113549.1.9.5";
constexpr char kShake256Len[] = "2.16.840.1.101.3.4.2.18";
constexpr char kSigningCertificateV2[] = "1.2.840.113549.1.9.16.2.47";

std::string Attribute(absl::string_view type, const std::string& value) {
  return DerSequence({DerOidFromText(type), DerSetOf({value})});
}

// SigningCertificateV2 with one ESSCertIDv2: SHA-256, which is the default and
// so not written, and IssuerSerial (RFC 5035, 4).
std::string SigningCertificate(const Certificate& certificate) {
  const std::string issuer_serial =
      DerSequence({DerSequence({DerExplicit(4, certificate.issuer().der())}),
                   DerWrap(kDerInteger, certificate.serial())});
  const std::string reference = DerSequence(
      {DerOctetString(certificate.fingerprint().bytes()), issuer_serial});
  return DerSequence({DerSequence({reference})});
}

// RFC 8419, 3: Ed25519 goes with SHA-512, Ed448 with SHAKE256.
HashAlgorithm MessageDigestHash(const Certificate& certificate,
                                const SignatureAlgorithm& algorithm) {
  if (algorithm.scheme != SignatureScheme::kEddsa) {
    return algorithm.hash;
  }
  return (*certificate.public_key())->family() == KeyFamily::kEd448
             ? HashAlgorithm::kShake256_512
             : HashAlgorithm::kSha512;
}

// Parameters absent (RFC 5754, 2); with SHAKE256 the length (RFC 8419, 2.3).
std::string DigestAlgorithmIdentifier(HashAlgorithm hash) {
  if (hash == HashAlgorithm::kShake256_512) {
    return DerSequence({DerOidFromText(kShake256Len), DerInt64(512)});
  }
  return DerSequence({DerOidFromText(HashOidText(hash))});
}

std::string SignerInfo(const Certificate& certificate,
                       const std::string& digest_algorithm,
                       const std::string& attributes,
                       const std::string& signature_algorithm,
                       absl::string_view signature) {
  const std::string identifier = DerSequence(
      {certificate.issuer().der(), DerWrap(kDerInteger, certificate.serial())});
  return DerSequence({DerInt64(1), identifier, digest_algorithm,
                      DerImplicit(0, attributes), signature_algorithm,
                      DerOctetString(signature)});
}

}  // namespace

absl::StatusOr<std::string> WriteSignedData(const SignedDataDraft& draft,
                                            const Signer& signer) {
  const Certificate& certificate = *draft.signer_certificate;
  if (certificate.spki() != signer.spki() || !certificate.public_key().ok()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_SIGNER_DOWN,
                     "the signing key is not the one in the certificate");
  }
  const HashAlgorithm hash = MessageDigestHash(certificate, signer.algorithm());
  KEPIL_ASSIGN_OR_RETURN(const std::string digest, HashOf(hash, draft.content));
  const std::string attributes = DerSetOf(
      {Attribute(kContentType, DerOidFromText(draft.content_type)),
       Attribute(kSigningTime, DerX509Time(draft.signing_time)),
       Attribute(kMessageDigest, DerOctetString(digest)),
       Attribute(kSigningCertificateV2, SigningCertificate(certificate))});
  KEPIL_ASSIGN_OR_RETURN(const std::string signature, signer.Sign(attributes));

  const std::string digest_algorithm = DigestAlgorithmIdentifier(hash);
  std::string certificates(certificate.der());
  for (const CertificateRef& more : draft.more_certificates) {
    absl::StrAppend(&certificates, more->der());
  }
  const std::string signed_data = DerSequence(
      {DerInt64(draft.content_type == kData ? 1 : 3),  // RFC 5652, 5.1
       DerSetOf({digest_algorithm}),
       DerSequence({DerOidFromText(draft.content_type),
                    DerExplicit(0, DerOctetString(draft.content))}),
       DerWrap(DerContextConstructed(0), certificates),
       DerSetOf({SignerInfo(certificate, digest_algorithm, attributes,
                            signer.algorithm_identifier(), signature)})});
  return DerSequence(
      {DerOidFromText(kSignedData), DerExplicit(0, signed_data)});
}

}  // namespace kepil

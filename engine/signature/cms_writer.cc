#include "engine/signature/cms_writer.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_backward_writer.h"
#include "engine/crypto/der_writer.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/object_identifier.h"

namespace kepil {
namespace {

// Content octets of OIDs.
// 1.2.840.113549.1.7.2 and .1
constexpr absl::string_view kSignedData =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
constexpr absl::string_view kData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
// 1.2.840.113549.1.9.3, .4 and .5
constexpr absl::string_view kContentType =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
constexpr absl::string_view kMessageDigest =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
constexpr absl::string_view kSigningTime =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";
// 1.2.840.113549.1.9.16.2.47
constexpr absl::string_view kSigningCertificateV2 =
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
constexpr char kShake256Len[] = "2.16.840.1.101.3.4.2.18";

// Octets of an envelope besides content, certificates and issuer's names.
constexpr size_t kUsualFrame = 1024;

std::string Attribute(absl::string_view type, absl::string_view value) {
  DerBackwardWriter out(type.size() + value.size() + 12);
  out.PrependValue(kDerSet, value);
  out.PrependValue(kDerOid, type);
  out.Wrap(kDerSequence, 0);
  return std::move(out).Take();
}

// SigningCertificateV2 with one ESSCertIDv2: SHA-256, which is the default and
// so not written, and IssuerSerial (RFC 5035, 4).
std::string SigningCertificate(const Certificate& certificate) {
  const absl::string_view issuer = certificate.issuer().der();
  DerBackwardWriter out(issuer.size() + 128);
  out.PrependValue(kDerInteger, certificate.serial());
  const size_t mark = out.size();
  out.PrependValue(DerContextConstructed(4), issuer);
  out.Wrap(kDerSequence, mark);
  out.Wrap(kDerSequence, 0);
  out.PrependValue(kDerOctetString, certificate.fingerprint().bytes());
  out.Wrap(kDerSequence, 0);  // ESSCertIDv2
  out.Wrap(kDerSequence, 0);
  out.Wrap(kDerSequence, 0);
  return std::move(out).Take();
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

// What stands in a SignerInfo besides what the certificate says.
struct SignerInfoParts {
  absl::string_view digest_algorithm;
  absl::string_view attributes;  // A SET.
  absl::string_view signature_algorithm;
  absl::string_view signature;
};

void PrependSignerInfo(const Certificate& certificate,
                       const SignerInfoParts& parts, DerBackwardWriter& out) {
  const size_t end = out.size();
  out.PrependValue(kDerOctetString, parts.signature);
  out.Prepend(parts.signature_algorithm);
  out.Prepend(DerImplicit(0, parts.attributes));
  out.Prepend(parts.digest_algorithm);
  const size_t mark = out.size();
  out.PrependValue(kDerInteger, certificate.serial());
  out.Prepend(certificate.issuer().der());
  out.Wrap(kDerSequence, mark);
  out.Prepend(DerInt64(1));
  out.Wrap(kDerSequence, end);
}

void PrependCertificates(const SignedDataDraft& draft, DerBackwardWriter& out) {
  const size_t end = out.size();
  for (auto more = draft.more_certificates.rbegin();
       more != draft.more_certificates.rend(); ++more) {
    out.Prepend((*more)->der());
  }
  out.Prepend(draft.signer_certificate->der());
  out.Wrap(DerContextConstructed(0), end);
}

void PrependContent(absl::string_view type, absl::string_view content,
                    DerBackwardWriter& out) {
  const size_t end = out.size();
  out.PrependValue(kDerOctetString, content);
  out.Wrap(DerContextConstructed(0), end);
  out.PrependValue(kDerOid, type);
  out.Wrap(kDerSequence, end);
}

size_t ExpectedSize(const SignedDataDraft& draft) {
  const Certificate& certificate = *draft.signer_certificate;
  size_t size = kUsualFrame + draft.content.size() + certificate.der().size() +
                2 * certificate.issuer().der().size();
  for (const CertificateRef& more : draft.more_certificates) {
    size += more->der().size();
  }
  return size;
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
  const std::string type = OidFromText(draft.content_type);
  const std::string attributes = DerSetOf(
      {Attribute(kContentType, DerOidFromContent(type)),
       Attribute(kSigningTime, DerX509Time(draft.signing_time)),
       Attribute(kMessageDigest, DerOctetString(digest)),
       Attribute(kSigningCertificateV2, SigningCertificate(certificate))});
  KEPIL_ASSIGN_OR_RETURN(const std::string signature, signer.Sign(attributes));

  const std::string digest_algorithm = DigestAlgorithmIdentifier(hash);
  DerBackwardWriter out(ExpectedSize(draft));
  PrependSignerInfo(
      certificate,
      {digest_algorithm, attributes, signer.algorithm_identifier(), signature},
      out);
  out.Wrap(kDerSet, 0);
  PrependCertificates(draft, out);
  PrependContent(type, draft.content, out);
  out.PrependValue(kDerSet, digest_algorithm);
  out.Prepend(DerInt64(type == kData ? 1 : 3));  // RFC 5652, 5.1
  out.Wrap(kDerSequence, 0);
  out.Wrap(DerContextConstructed(0), 0);
  out.PrependValue(kDerOid, kSignedData);
  out.Wrap(kDerSequence, 0);
  return std::move(out).Take();
}

}  // namespace kepil

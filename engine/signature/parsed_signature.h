#ifndef KEPIL_ENGINE_SIGNATURE_PARSED_SIGNATURE_H_
#define KEPIL_ENGINE_SIGNATURE_PARSED_SIGNATURE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/certificate.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/name.h"

namespace kepil {

enum class SignatureFormat {
  kCms,
  kCertificate,  // No signature: a certificate that is judged by itself.
};
// As receipts name it: "CMS", "X509".
absl::string_view SignatureFormatName(SignatureFormat format);

// Who the signer is, as the signature says (RFC 5652, 5.3).
struct SignerIdentifier {
  std::optional<Name> issuer;  // With `serial`,
  std::string serial;          // INTEGER content octets;
  std::string subject_key_id;  // or this alone.
};

// One ESSCertID or ESSCertIDv2 (RFC 5035).
struct SigningCertificateReference {
  HashAlgorithm hash = HashAlgorithm::kSha1;
  std::string certificate_hash;
  std::vector<GeneralName> issuer;    // With `serial`; both may be absent.
  std::optional<std::string> serial;  // INTEGER content octets.
};

// Something in the signature that its standard forbids. `fatal` ones make the
// format check fail (FORMAT_FAILURE); the others are reported.
enum class FormatDeviation {
  kBerEncoding,              // Envelope in BER: allowed by RFC 5652. Tolerated.
  kSignedAttributesNotDer,   // Hashed in DER form. Tolerated, reported.
  kSignedAttributesAbsent,   // Content type is data: allowed. Reported.
  kAttributeOrder,           // SET OF not sorted. Tolerated.
  kDuplicateAttribute,       // A signed attribute stands twice. Fatal.
  kMultipleAttributeValues,  // Of one that must be single. Fatal.
  kMalformedAttribute,       // A known attribute that cannot be read. Fatal.
  kMissingMandatoryAttribute,  // messageDigest or contentType. Fatal.
  kMalformedSigner,            // The SignerInfo cannot be read. Fatal.
  kVersionMismatch,            // SignerInfo or SignedData version. Tolerated.
  kDigestAlgorithmNotListed,   // Not among digestAlgorithms. Tolerated.
  kEmbeddedObjectUnreadable,   // A certificate, CRL or OCSP answer. Tolerated.
  kTrailingZeros,  // After the value, as in a PDF Contents. Tolerated.
  // A second signing-certificate attribute of one version that names the same
  // certificate by the same hash (RFC 5035, 5.4 forbids it, signers in the
  // field do it). Tolerated, reported. One that differs: kDuplicateAttribute.
  kRepeatedSigningCertificate,
};
// Whether `deviation` makes the format check fail.
bool IsFatal(FormatDeviation deviation);

// Claims of one signature; nothing is verified.
struct SignatureAttributes {
  bool has_signed_attributes = false;
  std::optional<std::string> content_type;  // OID content octets.
  std::optional<std::string> message_digest;
  std::optional<absl::Time> signing_time;  // Claimed.
  // signingCertificate v1 / v2: every reference, first is the signer's.
  std::vector<SigningCertificateReference> signing_certificate_v1;
  std::vector<SigningCertificateReference> signing_certificate_v2;
  bool has_signing_certificate_v1 = false;
  bool has_signing_certificate_v2 = false;
  // id-aa-ets-sigPolicyId: OID content octets, "" for the implied policy.
  std::optional<std::string> signature_policy;
  std::vector<std::string> signed_oids, unsigned_oids;  // As they stand.
  // Complete ContentInfo of each token (RFC 3161), as it stands; decoded they
  // are in ParsedSignature::timestamps().
  std::vector<std::string> content_timestamps, signature_timestamps;
  int archive_timestamps = 0;
  // SignerInfo DER of each counter-signature (RFC 5652, 11.4).
  std::vector<std::string> counter_signatures;
  // Evidence inside the signature (revocation-values): complete DER.
  std::vector<std::string> crls, ocsp_responses;
};

// One data object that the signature covers, and what its digest said.
struct SignedDataObject {
  enum class Outcome {
    kMatched,
    kMismatched,
    kNotPresent,        // Detached, and no content was given.
    kDigestNotGiven,    // Digest-only input without this hash algorithm.
    kAlgorithmUnknown,  // The digest algorithm is in no table.
  };
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  std::string digest;  // As signed (messageDigest), or computed.
  Outcome outcome = Outcome::kNotPresent;
};

class TimestampToken;

// What a time-stamp is over: the signed content, or the signature value.
enum class TimestampKind { kContent, kSignature };

// A time-stamp that stands in a signature.
struct EmbeddedTimestamp {
  TimestampKind kind = TimestampKind::kSignature;
  Digest digest;  // SHA-256 of the token as it stands.
  // nullptr if it cannot be read, or was not (`is_over_limit`).
  std::shared_ptr<const TimestampToken> token;
  bool is_over_limit = false;
};

// ParsedSignature is one signature as found: claims only, nothing verified.
// Immutable; views live as long as its SignatureDocument and the input.
class ParsedSignature {
 public:
  virtual ~ParsedSignature() = default;
  virtual SignatureFormat format() const = 0;
  virtual const SignerIdentifier& signer() const = 0;
  virtual const SignatureAttributes& attributes() const = 0;
  virtual absl::Span<const FormatDeviation> deviations() const = 0;
  // Certificates anywhere in the document, in order, each once.
  virtual absl::Span<const CertificateRef> embedded_certificates() const = 0;
  virtual absl::Span<const SignedDataObject> signed_data() const = 0;
  // Names of the algorithms, as found.
  virtual const AlgorithmIdentifier& signature_algorithm() const = 0;
  virtual HashAlgorithm digest_algorithm() const = 0;
  // OID content octets of eContentType; "" if the signer cannot be read.
  // attributes().content_type must equal it (RFC 5652, 5.3).
  virtual absl::string_view encapsulated_content_type() const = 0;
  // The signature value's octets, and their SHA-256.
  virtual absl::string_view value() const = 0;
  virtual const Digest& value_digest() const = 0;
  // Hash value of the signed content (RFC 5652, 5.4: eContent's octets).
  // UNIMPLEMENTED/ALGORITHM_UNKNOWN for a hash in no table,
  // FAILED_PRECONDITION/REQUEST_MALFORMED if the content is not at hand.
  virtual absl::StatusOr<std::string> HashContent(HashAlgorithm hash) const = 0;
  // Those over the content, then those over the signature value, as they stand.
  virtual absl::Span<const EmbeddedTimestamp> timestamps() const { return {}; }
  // Signatures over the value of this one (RFC 5652, 11.4): their content is
  // value(), their certificates those of the document. They have neither
  // time-stamps nor counter-signatures: depth is one. One that cannot be read
  // has a fatal deviation.
  virtual absl::Span<const std::shared_ptr<const ParsedSignature>>
  counter_signatures() const {
    return {};
  }

  // The scheme under `key`; errors as ResolveSignatureAlgorithm.
  virtual absl::StatusOr<ResolvedAlgorithm> ResolveAlgorithm(
      const PublicKey& key) const = 0;
  // Checks the signature value under `key`. OK(false) means "does not verify";
  // FAILED_PRECONDITION/REQUEST_MALFORMED if it covers the content directly
  // (no signed attributes) and the content is not at hand.
  virtual absl::StatusOr<bool> VerifyValue(const PublicKey& key) const = 0;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_PARSED_SIGNATURE_H_

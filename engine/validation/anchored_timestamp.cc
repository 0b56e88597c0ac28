#include "engine/validation/anchored_timestamp.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/extension_oid.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/signature/timestamp_token.h"
#include "engine/validation/signing_certificate.h"

namespace kepil {
namespace {

constexpr int kMaxCertificates = 16;

absl::Status Invalid(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_TIMESTAMP_INVALID, what);
}

ParseLimits TokenLimits() {
  ParseLimits limits;
  limits.der.max_bytes = kMaxAnchoredTokenOctets;
  limits.max_signatures = 1;
  limits.max_certificates = kMaxCertificates;
  return limits;
}

bool Matches(const Certificate& certificate,
             const SigningCertificateReference& reference) {
  const absl::StatusOr<std::string> hash =
      HashOf(reference.hash, certificate.der());
  return hash.ok() && *hash == reference.certificate_hash &&
         (!reference.serial.has_value() ||
          *reference.serial == certificate.serial());
}

// The certificate that the token's ESS reference means; nullptr if none does.
CertificateRef FindSigner(const ParsedSignature& signature,
                          const std::vector<CertificateRef>& anchors) {
  const SignatureAttributes& attributes = signature.attributes();
  const auto& references = attributes.signing_certificate_v2.empty()
                               ? attributes.signing_certificate_v1
                               : attributes.signing_certificate_v2;
  if (references.empty()) {
    return nullptr;
  }
  for (const CertificateRef& candidate :
       SigningCertificateCandidates(signature, anchors)) {
    if (Matches(*candidate, references.front())) {
      return candidate;
    }
  }
  return nullptr;
}

bool SignatureHolds(const ParsedSignature& signature,
                    const Certificate& signer) {
  const SignatureAttributes& attributes = signature.attributes();
  const bool deviates =
      std::any_of(signature.deviations().begin(), signature.deviations().end(),
                  [](FormatDeviation deviation) { return IsFatal(deviation); });
  const bool matches = std::all_of(
      signature.signed_data().begin(), signature.signed_data().end(),
      [](const SignedDataObject& object) {
        return object.outcome == SignedDataObject::Outcome::kMatched;
      });
  if (deviates || !matches || !attributes.has_signed_attributes ||
      attributes.content_type != signature.encapsulated_content_type() ||
      !signer.public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified =
      signature.VerifyValue(**signer.public_key());
  return verified.ok() && *verified;
}

// RFC 3161, 2.3.
bool MayStamp(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  return !extensions.HasUnrecognisedCritical() && !extensions.HasMalformed() &&
         extensions.extended_key_usage.has_value() &&
         extensions.extended_key_usage->size() == 1 &&
         extensions.extended_key_usage->front() ==
             key_purpose_oid::kTimeStamping &&
         extensions.IsCritical(extension_oid::kExtendedKeyUsage) &&
         (!extensions.key_usage.has_value() ||
          extensions.key_usage->Has(KeyUsageBit::kDigitalSignature) ||
          extensions.key_usage->Has(KeyUsageBit::kContentCommitment));
}

bool HasPathAt(const ParsedSignature& signature, const CertificateRef& signer,
               const std::vector<CertificateRef>& anchors, absl::Time time) {
  std::vector<TrustAnchor> list;
  for (const CertificateRef& anchor : anchors) {
    list.push_back({anchor, ""});
  }
  CertificatePool pool;
  for (const CertificateRef& certificate : signature.embedded_certificates()) {
    pool.Add(certificate);
  }
  const PathBuilder::Result built = PathBuilder::Build(
      signer, pool, AnchorList(std::move(list)), PathBuilder::Limits());
  return std::any_of(
      built.paths.begin(), built.paths.end(), [&](const CertificatePath& path) {
        return ValidatePath(path, PathInputs()).findings.empty() &&
               CheckValidityPeriods(path, PathInputs(), time).empty();
      });
}

}  // namespace

absl::StatusOr<AnchoredTimestamp> CheckAnchoredTimestamp(
    const AnchoredTimestampInput& input) {
  PlainCertificateReader reader;
  const absl::StatusOr<TimestampTokenRef> token =
      TimestampToken::FromDer(input.token, reader, TokenLimits());
  if (!token.ok()) {
    return Invalid("the time-stamp token cannot be read");
  }
  const TimestampInfo& info = (*token)->info();
  if (info.has_critical_extension) {
    return Invalid("the time-stamp has a critical extension that is unknown");
  }
  const absl::StatusOr<bool> matches = (*token)->MatchesImprint(input.stamped);
  if (info.hash != HashAlgorithm::kSha256 || !matches.ok() || !*matches) {
    return Invalid("the time-stamp is not over these octets by SHA-256");
  }
  const ParsedSignature& signature = (*token)->signature();
  CertificateRef signer = FindSigner(signature, input.anchors);
  if (signer == nullptr) {
    return Invalid("the signer of the time-stamp is not named or not there");
  }
  if (!SignatureHolds(signature, *signer)) {
    return Invalid("the signature of the time-stamp does not verify");
  }
  if (!MayStamp(*signer)) {
    return Invalid("the signer's certificate is not for time-stamping alone");
  }
  if (!HasPathAt(signature, signer, input.anchors, info.gen_time)) {
    return Invalid("no path from the time-stamp's signer holds at its time");
  }
  return AnchoredTimestamp{info.gen_time,
                           info.accuracy.value_or(absl::ZeroDuration()),
                           info.nonce, std::move(signer)};
}

}  // namespace kepil

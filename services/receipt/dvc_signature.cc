#include "services/receipt/dvc_signature.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/object_identifier.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/extension_oid.h"
#include "engine/pki/path_builder.h"
#include "engine/pki/path_validator.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/signing_certificate.h"

namespace kepil {
namespace {

constexpr int kMaxCertificates = 16;

ParseLimits DvcLimits() {
  ParseLimits limits;
  limits.der.max_bytes = kMaxDvcBytes;
  limits.max_signatures = 1;  // RFC 3029, 9: a DVC has one signer.
  limits.max_certificates = kMaxCertificates;
  return limits;
}

// Whether `reference` (RFC 5035) means `certificate`.
bool MatchesReference(const Certificate& certificate,
                      const SigningCertificateReference& reference) {
  const absl::StatusOr<std::string> hash =
      HashOf(reference.hash, certificate.der());
  return hash.ok() && *hash == reference.certificate_hash &&
         (!reference.serial.has_value() ||
          *reference.serial == certificate.serial());
}

// The signer's reference, of version 2 if there is one; nullptr without any.
const SigningCertificateReference* ReferenceOf(
    const ParsedSignature& signature) {
  const SignatureAttributes& attributes = signature.attributes();
  if (!attributes.signing_certificate_v2.empty()) {
    return &attributes.signing_certificate_v2.front();
  }
  return attributes.signing_certificate_v1.empty()
             ? nullptr
             : &attributes.signing_certificate_v1.front();
}

// extendedKeyUsage with id-kp-dvcs and a usage for signing; nothing critical
// that we do not know.
bool MaySignDvcs(const Certificate& certificate, DvcKeyUsageRule rule) {
  const CertificateExtensions& extensions = certificate.extensions();
  if (extensions.HasUnrecognisedCritical() || extensions.HasMalformed() ||
      !extensions.extended_key_usage.has_value() ||
      !extensions.key_usage.has_value()) {
    return false;
  }
  const auto& purposes = *extensions.extended_key_usage;
  const bool is_critical =
      extensions.IsCritical(extension_oid::kExtendedKeyUsage);
  return std::find(purposes.begin(), purposes.end(), key_purpose_oid::kDvcs) !=
             purposes.end() &&
         (is_critical || rule == DvcKeyUsageRule::kPresent) &&
         (extensions.key_usage->Has(KeyUsageBit::kDigitalSignature) ||
          extensions.key_usage->Has(KeyUsageBit::kContentCommitment));
}

void FindSigner(const ParsedSignature& signature,
                const std::vector<CertificateRef>& anchors,
                DvcKeyUsageRule rule, DvcSignature& result) {
  const std::vector<CertificateRef> candidates =
      SigningCertificateCandidates(signature, anchors);
  if (candidates.empty()) {
    result.problems.push_back(DvcSignatureProblem::kSignerUnknown);
    return;
  }
  const SigningCertificateReference* reference = ReferenceOf(signature);
  const auto meant = std::find_if(
      candidates.begin(), candidates.end(), [&](const CertificateRef& one) {
        return reference != nullptr && MatchesReference(*one, *reference);
      });
  result.signer = meant == candidates.end() ? candidates.front() : *meant;
  if (meant == candidates.end()) {
    result.problems.push_back(DvcSignatureProblem::kSigningCertificateMismatch);
  }
  if (!EnvelopeSignatureHolds(signature, *result.signer)) {
    result.problems.push_back(DvcSignatureProblem::kSignatureInvalid);
  }
  if (!MaySignDvcs(*result.signer, rule)) {
    result.problems.push_back(DvcSignatureProblem::kSignerNotEntitled);
  }
}

std::vector<CertificatePath> ValidPaths(
    const ParsedSignature& signature, const CertificateRef& signer,
    const std::vector<CertificateRef>& anchors) {
  std::vector<TrustAnchor> list;
  for (const CertificateRef& anchor : anchors) {
    list.push_back({anchor, ""});
  }
  CertificatePool pool;
  for (const CertificateRef& certificate : signature.embedded_certificates()) {
    pool.Add(certificate);
  }
  PathBuilder::Result built = PathBuilder::Build(
      signer, pool, AnchorList(std::move(list)), PathBuilder::Limits());
  std::vector<CertificatePath> valid;
  for (CertificatePath& path : built.paths) {
    if (ValidatePath(path, PathInputs()).findings.empty()) {
      valid.push_back(std::move(path));
    }
  }
  return valid;
}

}  // namespace

bool EnvelopeSignatureHolds(const ParsedSignature& signature,
                            const Certificate& signer) {
  for (const FormatDeviation deviation : signature.deviations()) {
    if (IsFatal(deviation)) {
      return false;
    }
  }
  const SignatureAttributes& attributes = signature.attributes();
  if (!attributes.has_signed_attributes ||
      attributes.content_type != signature.encapsulated_content_type()) {
    return false;
  }
  for (const SignedDataObject& object : signature.signed_data()) {
    if (object.outcome != SignedDataObject::Outcome::kMatched) {
      return false;
    }
  }
  if (!signer.public_key().ok()) {
    return false;
  }
  const absl::StatusOr<bool> verified =
      signature.VerifyValue(**signer.public_key());
  return verified.ok() && *verified;
}

bool DvcSignature::IsWithinValidity(absl::Time time) const {
  return std::any_of(
      paths.begin(), paths.end(), [time](const CertificatePath& path) {
        return CheckValidityPeriods(path, PathInputs(), time).empty();
      });
}

absl::StatusOr<DvcSignature> ReadDvcSignature(
    absl::string_view dvc, const std::vector<CertificateRef>& anchors,
    DvcKeyUsageRule rule) {
  PlainCertificateReader reader;
  KEPIL_ASSIGN_OR_RETURN(
      const SignatureDocument document,
      ParseSignatureDocument({dvc, std::nullopt, {}}, reader, DvcLimits()));
  const ParsedSignature& signature = *document.signatures.front();
  if (!document.attached_content.has_value() ||
      OidToText(signature.encapsulated_content_type()) !=
          kDvcsResponseContentType) {
    return FormatUnknownError("no DVCSResponse inside the SignedData");
  }
  DvcSignature result;
  result.response = std::string(*document.attached_content);
  FindSigner(signature, anchors, rule, result);
  if (result.signer != nullptr) {
    result.paths = ValidPaths(signature, result.signer, anchors);
    if (result.paths.empty()) {
      result.problems.push_back(DvcSignatureProblem::kSignerUnknown);
    }
  }
  return result;
}

}  // namespace kepil

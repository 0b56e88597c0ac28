#include "engine/validation/basic_validation.h"

#include <utility>

#include "engine/pki/path_validator.h"
#include "engine/validation/cryptographic_verification.h"
#include "engine/validation/format_checking.h"
#include "engine/validation/signature_acceptance.h"
#include "engine/validation/signing_certificate.h"
#include "engine/validation/validation_context.h"
#include "engine/validation/x509_validation.h"

namespace kepil {
namespace {

// The signer's key; a DSA key may inherit its parameters along the path.
absl::StatusOr<PublicKeyRef> KeyOf(const Certificate& certificate,
                                   const std::optional<CertificatePath>& path) {
  if (certificate.public_key().ok() || !path.has_value() ||
      path->certificates.empty()) {
    return certificate.public_key();
  }
  const absl::StatusOr<PublicKeyRef> issuer = IssuerKeyOf(*path, 0);
  return issuer.ok() && (*issuer)->family() == KeyFamily::kDsa
             ? PublicKey::FromSpkiInheriting(certificate.spki(), **issuer)
             : certificate.public_key();
}

}  // namespace

BasicValidationResult RunBasicValidation(const ValidationInput& input) {
  const BlockResult format =
      RunFormatChecking({input.signature, input.policy, input.context});
  const SigningCertificateResult signer =
      RunSigningCertificate({input.signature, input.evidence.certificates,
                             input.policy, input.context});
  const BlockResult context =
      RunValidationContext({input.signature, input.policy, input.context});
  X509ValidationResult x509 = RunX509Validation(
      {signer.certificate, input.signature.embedded_certificates(),
       input.evidence, input.trust, input.policy, input.context,
       input.control_time});
  std::optional<absl::StatusOr<PublicKeyRef>> key;
  if (signer.certificate != nullptr) {
    key = KeyOf(*signer.certificate, x509.path);
  }
  const BlockResult value = RunCryptographicVerification(
      {input.signature, key, input.policy, input.context});
  const BlockResult acceptance = RunSignatureAcceptance(
      {input.signature, key.has_value() && key->ok() ? **key : nullptr,
       input.policy, input.context, input.control_time});

  BasicValidationResult result;
  const BlockResult* const by_precedence[] = {
      &format, &signer.block, &context, &value, &x509.block, &acceptance};
  for (const BlockResult* block : by_precedence) {
    if (block->status != BlockStatus::kPassed) {
      result.block.status = block->status;
      result.block.sub_indication = block->sub_indication;
      break;
    }
  }
  const BlockResult* const by_clause[] = {
      &format, &signer.block, &context, &x509.block, &value, &acceptance};
  for (const BlockResult* block : by_clause) {
    result.block.findings.insert(result.block.findings.end(),
                                 block->findings.begin(),
                                 block->findings.end());
  }
  if (signer.block.status == BlockStatus::kPassed) {
    result.signing_certificate = signer.certificate;
    result.path = std::move(x509.path);
  }
  return result;
}

}  // namespace kepil

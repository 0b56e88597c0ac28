#include "engine/validation/basic_validation.h"

#include <cstddef>
#include <utility>

#include "engine/pki/path_validator.h"
#include "engine/validation/block_run.h"
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

// What `finding` means if the signature was made after its time;
// NONE if nothing else than before.
v1::SubIndication ProvedBy(const Finding& finding) {
  if (!finding.time.has_value()) {
    return v1::SUB_INDICATION_NONE;
  }
  if (finding.constraint == v1::CONSTRAINT_NOT_REVOKED &&
      finding.if_failed == v1::SUB_INDICATION_REVOKED_NO_POE) {
    return v1::SUB_INDICATION_REVOKED;
  }
  if (finding.constraint == v1::CONSTRAINT_SIGNER_VALIDITY &&
      finding.reason == v1::FINDING_REASON_EXPIRED) {
    return v1::SUB_INDICATION_EXPIRED;
  }
  return finding.if_failed ==
                 v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE
             ? v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE
             : v1::SUB_INDICATION_NONE;
}

// When the event was over. notAfter names a whole second, all of it valid.
absl::Time EndOf(const Finding& finding) {
  return finding.constraint == v1::CONSTRAINT_SIGNER_VALIDITY
             ? *finding.time + absl::Seconds(1)
             : *finding.time;
}

// EN 319 102-1, 5.3.4: `block` is the one whose status became that of the
// process.
void ApplyContentProof(const ValidationInput& input, const ContentProof& proof,
                       const BlockResult& block,
                       BasicValidationResult& result) {
  for (const Finding& finding : block.findings) {
    if (finding.outcome != v1::CHECK_OUTCOME_FAILED ||
        finding.level != v1::LEVEL_FAIL) {
      continue;
    }
    const v1::SubIndication proved = ProvedBy(finding);
    if (proved != v1::SUB_INDICATION_NONE && proof.time >= EndOf(finding)) {
      BlockRun run(input.policy, input.context,
                   v1::BUILDING_BLOCK_LONG_TERM_VALIDATION);
      run.Apply(v1::CONSTRAINT_CONTENT_TIMESTAMP_PROOF,
                {v1::CHECK_OUTCOME_FAILED,
                 proved,
                 {proof.token, v1::FINDING_REASON_PROVED_BY_CONTENT_TIMESTAMP,
                  proof.time}});
      result.block.status = StatusOf(proved);
      result.block.sub_indication = proved;
      result.block.findings.push_back(run.result().findings.front());
      result.is_proved_by_content_timestamp = true;
    }
    return;  // The first failure is the one that decided.
  }
}

}  // namespace

BasicValidationResult RunBasicValidation(
    const ValidationInput& input,
    const std::optional<ContentProof>& made_after) {
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
       input.control_time, input.memo});
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
  const BlockResult* deciding = nullptr;
  for (const BlockResult* block : by_precedence) {
    if (block->status != BlockStatus::kPassed) {
      result.block.status = block->status;
      result.block.sub_indication = block->sub_indication;
      deciding = block;
      break;
    }
  }
  const BlockResult* const by_clause[] = {
      &format, &signer.block, &context, &x509.block, &value, &acceptance};
  size_t count = 0;
  for (const BlockResult* block : by_clause) {
    count += block->findings.size();
  }
  result.block.findings.reserve(count);
  for (const BlockResult* block : by_clause) {
    result.block.findings.insert(result.block.findings.end(),
                                 block->findings.begin(),
                                 block->findings.end());
  }
  if (made_after.has_value() && deciding != nullptr) {
    ApplyContentProof(input, *made_after, *deciding, result);
  }
  if (signer.block.status == BlockStatus::kPassed) {
    result.signing_certificate = signer.certificate;
    result.path = std::move(x509.path);
  }
  return result;
}

}  // namespace kepil

#ifndef KEPIL_ENGINE_VALIDATION_SIGNING_CERTIFICATE_H_
#define KEPIL_ENGINE_VALIDATION_SIGNING_CERTIFICATE_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// Candidates under whose key the value is tried if several remain.
inline constexpr int kMaxSigningCertificatesTried = 8;

// Certificates that the signer identifier names, embedded ones and those of
// `more`, each once, by fingerprint.
std::vector<CertificateRef> SigningCertificateCandidates(
    const ParsedSignature& signature, absl::Span<const CertificateRef> more);

struct SigningCertificateInput {
  const ParsedSignature& signature;
  absl::Span<const CertificateRef> more;  // Besides the embedded ones.
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
};
struct SigningCertificateResult {
  BlockResult block;
  // The certificate that later blocks judge. Set even if its reference does
  // not match, so that a refusal is complete; nullptr if none is named.
  CertificateRef certificate;
};

// Identification of the signing certificate (EN 319 102-1, 5.2.3): named by the
// signer identifier and, where the signature has ESS references (RFC 5035),
// matched by the first one of each attribute present; a time-stamp must have
// one (RFC 3161, 2.4.2). If several remain (equal issuer and serial, or one
// key), the one under whose key the value verifies, then the lowest
// fingerprint. A wrong issuerSerial is a warning.
SigningCertificateResult RunSigningCertificate(
    const SigningCertificateInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SIGNING_CERTIFICATE_H_

#include "services/gateway/special_ca_refusal.h"

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

absl::Status OutOfScopeError() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_STATE_SECRETS_OUT_OF_SCOPE,
                   "signatures of special certification authorities are not "
                   "validated here");
}

// Whether `certificate` may be the signer's, or is the very one to be judged.
bool MayBe(const Certificate& certificate, const ParsedSignature& signature) {
  if (signature.format() == SignatureFormat::kCertificate) {
    return certificate.fingerprint() == signature.value_digest();
  }
  const SignerIdentifier& signer = signature.signer();
  if (signer.issuer.has_value()) {
    return certificate.issuer() == *signer.issuer &&
           certificate.serial() == signer.serial;
  }
  return certificate.extensions().subject_key_id == signer.subject_key_id;
}

// The certificates that the signer may have, and all that may have issued them,
// by name.
std::vector<CertificateRef> ChainOf(const ParsedSignature& signature) {
  std::vector<CertificateRef> chain;
  std::set<absl::string_view> taken;
  for (const CertificateRef& certificate : signature.embedded_certificates()) {
    if (MayBe(*certificate, signature) &&
        taken.insert(certificate->fingerprint().bytes()).second) {
      chain.push_back(certificate);
    }
  }
  for (size_t i = 0; i < chain.size(); ++i) {
    const Name issuer = chain[i]->issuer();
    for (const CertificateRef& other : signature.embedded_certificates()) {
      if (other->subject() == issuer &&
          taken.insert(other->fingerprint().bytes()).second) {
        chain.push_back(other);
      }
    }
  }
  return chain;
}

absl::Status RefuseSigner(const ParsedSignature& signature,
                          const TrustSnapshot& trust) {
  if (signature.signer().issuer.has_value() &&
      trust.IsSpecialCa(*signature.signer().issuer)) {
    return OutOfScopeError();
  }
  return RefuseSpecialCas(ChainOf(signature), trust);
}

}  // namespace

absl::Status RefuseSpecialCas(absl::Span<const CertificateRef> chain,
                              const TrustSnapshot& trust) {
  for (const CertificateRef& certificate : chain) {
    if (trust.IsOfSpecialCa(*certificate)) {
      return OutOfScopeError();
    }
  }
  return absl::OkStatus();
}

absl::Status RefuseSpecialCas(const SignatureDocument& document,
                              const TrustSnapshot& trust) {
  for (const auto& signature : document.signatures) {
    KEPIL_RETURN_IF_ERROR(RefuseSigner(*signature, trust));
    for (const auto& counter_signature : signature->counter_signatures()) {
      KEPIL_RETURN_IF_ERROR(RefuseSigner(*counter_signature, trust));
    }
  }
  return absl::OkStatus();
}

}  // namespace kepil

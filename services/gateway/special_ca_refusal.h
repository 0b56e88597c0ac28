#ifndef KEPIL_SERVICES_GATEWAY_SPECIAL_CA_REFUSAL_H_
#define KEPIL_SERVICES_GATEWAY_SPECIAL_CA_REFUSAL_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/pki/certificate.h"
#include "engine/signature/signature_document.h"
#include "engine/trust/trust_snapshot.h"

namespace kepil {

// State secrets are not our business (DOM-09). FAILED_PRECONDITION/
// STATE_SECRETS_OUT_OF_SCOPE if a certificate in `chain` is of a special CA or
// names one as its issuer. The error says nothing about which: the refusal is
// all that is left of the request. Asked before evidence is collected, so that
// nothing is fetched, kept, logged or signed about it.
absl::Status RefuseSpecialCas(absl::Span<const CertificateRef> chain,
                              const TrustSnapshot& trust);
// Likewise, if a signer or counter-signer of `document` names a special CA as
// its issuer, or has one above it among the certificates at hand. Certificates
// in the document that no signer leads to say nothing.
absl::Status RefuseSpecialCas(const SignatureDocument& document,
                              const TrustSnapshot& trust);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_SPECIAL_CA_REFUSAL_H_

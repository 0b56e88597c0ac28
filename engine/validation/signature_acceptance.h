#ifndef KEPIL_ENGINE_VALIDATION_SIGNATURE_ACCEPTANCE_H_
#define KEPIL_ENGINE_VALIDATION_SIGNATURE_ACCEPTANCE_H_

#include "absl/time/time.h"
#include "engine/crypto/public_key.h"
#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct SignatureAcceptanceInput {
  const ParsedSignature& signature;
  PublicKeyRef key;  // nullptr if there is none that can be used.
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
  absl::Time time;  // When the algorithms have to be reliable.
};

// Signature acceptance validation (EN 319 102-1, 5.2.8): the algorithms of
// value and digest at the time that matters, then signed attributes, content
// type (RFC 5652, 5.3), claimed signing time and tolerated quirks of the
// algorithm identifiers, each SIG_CONSTRAINTS_FAILURE.
BlockResult RunSignatureAcceptance(const SignatureAcceptanceInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SIGNATURE_ACCEPTANCE_H_

#ifndef KEPIL_ENGINE_VALIDATION_VALIDATION_CONTEXT_H_
#define KEPIL_ENGINE_VALIDATION_VALIDATION_CONTEXT_H_

#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct ValidationContextInput {
  const ParsedSignature& signature;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
};

// Validation context initialisation (EN 319 102-1, 5.2.4). The policy is given
// by the caller, so what is left is the policy that the signature names: an
// explicit one is not at hand in this version, SIGNATURE_POLICY_NOT_AVAILABLE;
// none or the implied one is fine.
BlockResult RunValidationContext(const ValidationContextInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_VALIDATION_CONTEXT_H_

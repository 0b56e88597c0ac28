#ifndef KEPIL_ENGINE_VALIDATION_FORMAT_CHECKING_H_
#define KEPIL_ENGINE_VALIDATION_FORMAT_CHECKING_H_

#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

struct FormatCheckingInput {
  const ParsedSignature& signature;
  const ValidationPolicy& policy;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
};

// Format checking (EN 319 102-1, 5.2.2): what the parser found. A deviation
// that is fatal gives FORMAT_FAILURE; a tolerated one does so only if the
// policy puts ENCODING at level FAIL.
BlockResult RunFormatChecking(const FormatCheckingInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_FORMAT_CHECKING_H_

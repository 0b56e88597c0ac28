#ifndef KEPIL_ENGINE_VALIDATION_COUNTER_SIGNATURE_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_COUNTER_SIGNATURE_VALIDATION_H_

#include "engine/validation/conclusion.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

// The mathematics of the counter-signatures of one signature (RFC 5652, 11.4):
// one finding each, digest over the signed value and value under the key of the
// certificate that it names. Who signed is not judged; the block always passes,
// and no failure is above WARN.
BlockResult RunCounterSignatureValidation(const ValidationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_COUNTER_SIGNATURE_VALIDATION_H_

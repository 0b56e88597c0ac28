#ifndef KEPIL_ENGINE_VALIDATION_TIMESTAMP_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_TIMESTAMP_VALIDATION_H_

#include "engine/signature/parsed_signature.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

struct TimestampValidationInput {
  const EmbeddedTimestamp& timestamp;
  // The signature that it stands in and the closed inputs of its judgement.
  const ValidationInput& judged;
};

// Validation process for time-stamps (EN 319 102-1, 5.4) at the control time:
// the token can be read and says a time that is possible; it stamps what it
// stands with, by a hash that is reliable; its signature passes the process for
// basic signatures in the context TIMESTAMP, with a path to a TSA service of
// the registry (a CA service does not vouch for time) and its own revocation;
// and it was not made before its TSA's certificate.
TimestampConclusion RunTimestampValidation(
    const TimestampValidationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_TIMESTAMP_VALIDATION_H_

#ifndef KEPIL_ENGINE_VALIDATION_LONG_TERM_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_LONG_TERM_VALIDATION_H_

#include <vector>

#include "absl/time/time.h"
#include "engine/validation/basic_validation.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/signature_validation.h"

namespace kepil {

struct LongTermInput {
  const ValidationInput& judged;
  const BasicValidationResult& basic;
  const std::vector<TimestampConclusion>& timestamps;
};
struct LongTermResult {
  // Status of the process; the findings of 5.3, those that the
  // best-signature-time lifts marked LIFTED, then those of 5.5.
  BlockResult block;
  absl::Time best_signature_time;
  v1::TimeProof proof = v1::TIME_PROOF_CONTROL_TIME;
};

// Validation process for signatures with time and with long-term validation
// material (EN 319 102-1, 5.5). Best-signature-time is the earliest time of a
// valid time-stamp over the signature value, else the control time. Invalid
// time-stamps, and the claimed signing time, prove nothing.
//
// Beyond the letter of 5.5.4, every failure of 5.3 has to be lifted, not only
// the one that gave the basic process its status; so nothing hides behind a
// revocation that came later. What is lifted, with a best-signature-time that a
// time-stamp proves:
// - (4)(a), (b), (7): a certificate revoked or on hold since a later time;
// - (4)(c): an algorithm of the signature value or the signed content that was
//   reliable then; of the signer's certificate if the signature names it by a
//   hash that is reliable now, which proves that it existed then. Algorithms of
//   other certificates and of revocation data must be reliable now (step 10);
// - (4)(d): a signer's certificate that has expired since, if it was not
//   revoked then. From before its notBefore: NOT_YET_VALID;
// - (6): revocation data that is missing, stale or not our own now, but fresh
//   and good then.
// (4)(e) order of time-stamps and (5) delay come last.
LongTermResult RunLongTermValidation(const LongTermInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_LONG_TERM_VALIDATION_H_

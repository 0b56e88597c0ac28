#ifndef KEPIL_ENGINE_VALIDATION_SIGNATURE_VALIDATION_H_
#define KEPIL_ENGINE_VALIDATION_SIGNATURE_VALIDATION_H_

#include "absl/time/time.h"
#include "engine/signature/parsed_signature.h"
#include "engine/trust/trust_snapshot.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/judge_memo.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// Increments when any verdict can change; stands in every receipt.
inline constexpr int kAlgorithmVersion = 4;

struct ValidationInput {
  const ParsedSignature& signature;
  const EvidenceSet& evidence;
  const TrustSnapshot& trust;
  const ValidationPolicy& policy;
  absl::Time control_time;
  v1::SignatureContext context = v1::SIGNATURE_CONTEXT_SIGNATURE;
  JudgeMemo* memo = nullptr;  // Changes no conclusion.
};

// A certificate in the place of a signature (SignatureFormat::kCertificate) is
// judged by clause 5.2.6 alone, at the control time, by the same rules that the
// policy has for signers in `context`.
//
// Of a signature: runs EN 319 102-1 clause 5.5, which contains 5.3 and 5.4, on
// closed inputs: time-stamps, the basic process, then what a
// best-signature-time in the past changes; beside them counter-signatures,
// which change nothing. Pure: no I/O, no clock, no locale, no randomness; equal
// inputs give equal conclusions for as long as kAlgorithmVersion is unchanged.
Conclusion ValidateSignature(const ValidationInput& input);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_SIGNATURE_VALIDATION_H_

#ifndef KEPIL_ENGINE_VALIDATION_ALGORITHM_CONSTRAINTS_H_
#define KEPIL_ENGINE_VALIDATION_ALGORITHM_CONSTRAINTS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/crypto/algorithm.h"
#include "engine/crypto/crypto_defect.h"
#include "engine/crypto/public_key.h"
#include "engine/validation/block_run.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// Cryptographic constraints (EN 319 102-1, 5.1.4.3). None of these ever gives a
// TOTAL-FAILED: a weak or unknown algorithm does not make a signature false.

// Whether something that counts as reliable until `reliable_until` still does
// at `time`. Ended before: CRYPTO_CONSTRAINTS_FAILURE_NO_POE/ALGORITHM_EXPIRED
// with the end. Never reliable, as an algorithm that the table does not list:
// CRYPTO_CONSTRAINTS_FAILURE/ALGORITHM_UNSUPPORTED, which no proof of an
// earlier existence could lift.
CheckResult CheckReliability(absl::Time reliable_until, absl::Time time,
                             const Digest& subject);

// The same for a signature of `algorithm` (an X.509-style one, without a digest
// identifier beside it) under `key`. NOT_RUN if the two do not go together:
// whoever checked the signature has said so.
CheckResult CheckObjectAlgorithm(const ValidationPolicy& policy,
                                 const AlgorithmIdentifier& algorithm,
                                 const PublicKey& key, absl::Time time);

// The reason of its own that `defect` has in a finding; `otherwise` for kNone.
v1::FindingReason ReasonOfDefect(CryptoDefect defect,
                                 v1::FindingReason otherwise);

// A key that could not be decoded: the reason of its defect, else
// ALGORITHM_UNSUPPORTED if its type is in no table, else KEY_UNUSABLE;
// CRYPTO_CONSTRAINTS_FAILURE.
CheckResult KeyFailure(const absl::Status& error, const Digest& subject);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_ALGORITHM_CONSTRAINTS_H_

#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/revocation_data.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// What one piece of evidence says about one certificate, and how much of that
// counts.
struct RevocationAnswer {
  RevocationDataRef data;
  EvidenceOrigin origin = EvidenceOrigin::kSignature;
  RevocationStatus status;
  absl::Time this_update;
  std::optional<absl::Time> next_update;
  // Signed by a key that may speak of the certificate, and not later than the
  // time judged: enough for "revoked" to count.
  bool is_verified = false;
  // All that "good" needs, freshness apart.
  bool is_acceptable = false;
  // Why it is not acceptable.
  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED;
  // Whose key that was; nullptr and empty if not verified.
  CertificateRef vouched_by;
  PublicKeyRef key;
  AlgorithmIdentifier algorithm;  // Views into `data`.
};

// The status of one certificate, from everything that speaks of it.
struct RevocationVerdict {
  enum class State {
    kGood,
    kRevoked,
    kOnHold,
    kNotIssued,     // Its CA does not know it (CRT-21).
    kUndetermined,  // Nothing acceptable.
  };
  State state = State::kUndetermined;
  std::optional<RevocationAnswer> answer;  // The one that decided.
  bool is_fresh = false;                   // kGood only.
  bool is_own = false;  // kGood: the gateway obtained it itself.
  // kUndetermined: why the best answer is not acceptable.
  v1::FindingReason reason = v1::FINDING_REASON_NO_REVOCATION_ANSWER;
};

struct RevocationQuestion {
  std::vector<RevocationAnswer> answers;
  // Which kinds may say "good".
  v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP;
  const ValidationPolicy& policy;
  absl::Time time;
};

// Decides, whatever the order of the answers:
// - any verified answer that says revoked (not merely on hold) wins, a stale
//   one and an embedded one too; of several the earliest revocation;
// - on hold, unless a fresh good answer is newer: a hold may end;
// - not issued, if a fresh OCSP answer says unknown and no newer OCSP answer
//   says good: a CRL cannot tell who was issued;
// - good, if an acceptable answer says so: a fresh one before a stale one, an
//   own one before an embedded one, a reliable algorithm before another.
RevocationVerdict DecideRevocation(const RevocationQuestion& question);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_

#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/crypto/algorithm_identifier.h"
#include "engine/crypto/public_key.h"
#include "engine/pki/revocation_data.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/revocation_freshness.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// What one piece of evidence, or a delta CRL with its complete CRL, says about
// one certificate, and how much of that counts.
struct RevocationAnswer {
  RevocationDataRef data;
  RevocationDataRef base;  // The complete CRL, if `data` is a delta with one.
  EvidenceOrigin origin = EvidenceOrigin::kSignature;
  RevocationStatus status;
  // Reasons of which "good" speaks: answers of some reasons each are good
  // together if they cover all (RFC 5280, 6.3.3).
  uint16_t reasons = kAllRevocationReasons;
  absl::Time this_update;  // Of `data`, as are the next ones.
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
  AlgorithmIdentifier algorithm;       // Views into `data`.
  AlgorithmIdentifier base_algorithm;  // And into `base`; the key is the same.
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
  // The one that decided; of several that are good together the one that is
  // fresh for the shortest time.
  std::optional<RevocationAnswer> answer;
  std::vector<RevocationAnswer> beside;  // kGood: the others.
  absl::Time newest_update;              // kGood: their newest thisUpdate.
  bool is_fresh = false;                 // kGood only: all of them.
  bool is_own = false;  // kGood: the gateway obtained it itself.
  // kUndetermined: why the best answer is not acceptable.
  v1::FindingReason reason = v1::FINDING_REASON_NO_REVOCATION_ANSWER;
};

// Everything that a good status rests on; nothing of another one.
std::vector<const RevocationAnswer*> GoodAnswers(
    const RevocationVerdict& verdict);

struct RevocationQuestion {
  std::vector<RevocationAnswer> answers;
  // Which kinds may say "good".
  v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP;
  const ValidationPolicy& policy;
  absl::Time time;
  RevocationSubject subject = RevocationSubject::kEndEntity;
};

// Decides, whatever the order of the answers:
// - any verified answer that says revoked (not merely on hold) wins, a stale
//   one and an embedded one too; of several the earliest revocation;
// - on hold, unless fresh good answers of the same reasons are newer, or are
//   the very list with a delta that lifts it: a hold may end;
// - not issued, if a fresh OCSP answer says unknown and no newer OCSP answer
//   says good: a CRL cannot tell who was issued;
// - good, if acceptable answers say so for all reasons: fresh ones before stale
//   ones, own ones before embedded ones, reliable algorithms before others, one
//   answer before several.
RevocationVerdict DecideRevocation(const RevocationQuestion& question);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_STATUS_H_

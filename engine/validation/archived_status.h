#ifndef KEPIL_ENGINE_VALIDATION_ARCHIVED_STATUS_H_
#define KEPIL_ENGINE_VALIDATION_ARCHIVED_STATUS_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/validation/revocation_status.h"

namespace kepil {

// What answers of any time say of a certificate at one time (CRT-10): no
// verdict on a signature, and freshness does not count.
struct ArchivedVerdict {
  enum class State { kGood, kRevoked, kUnknown };
  State state = State::kUnknown;
  std::optional<RevocationAnswer> answer;  // That says so; not for kUnknown.
  absl::Time revoked_at;                   // kRevoked only.
  bool on_hold = false;                    // Likewise.
};

// Decides, whatever the order of `answers`, of which only verified ones count:
// - revoked, if any says that it was revoked at `at` or before; the earliest;
// - on hold likewise, unless a later answer, made by `at`, says good again;
// - good, by the newest acceptable answer that covers `at`: made while the
//   certificate was valid, and made later or still current then. One that says
//   revoked from a later time on covers what was before, too;
// - unknown, if nothing covers `at`, or the certificate was not yet valid.
ArchivedVerdict ArchivedStatusAt(const std::vector<RevocationAnswer>& answers,
                                 const Certificate& certificate, absl::Time at);

// What `answer`, made after `at`, says of the certificate at `at`, by the same
// rules: revoked or on hold since then or before; good, if it says good before
// the certificate expired, or revoked for good from a later time on. nullopt if
// it says nothing of then (a hold that began later may have been the second, a
// delta CRL is not the whole), or is not out of our archive.
std::optional<RevocationStatus> StatusThen(const RevocationAnswer& answer,
                                           const Certificate& certificate,
                                           absl::Time at);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_ARCHIVED_STATUS_H_

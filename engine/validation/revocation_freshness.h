#ifndef KEPIL_ENGINE_VALIDATION_REVOCATION_FRESHNESS_H_
#define KEPIL_ENGINE_VALIDATION_REVOCATION_FRESHNESS_H_

#include <optional>

#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// Of a CRL or of one answer of an OCSP response.
struct RevocationTimes {
  absl::Time this_update;
  std::optional<absl::Time> next_update;
};

// Whose status the data tells: a policy may allow it another age for CAs.
enum class RevocationSubject { kEndEntity, kCa };
// kCa: by its BasicConstraints.
RevocationSubject RevocationSubjectOf(const Certificate& certificate);

// Revocation freshness checker (EN 319 102-1, 5.2.5): the data is fresh at T
// if and only if T < FreshUntil, that is thisUpdate > T - maximum freshness.
// The maximum is the policy's, else nextUpdate - thisUpdate; with neither the
// data is never fresh and this is InfinitePast(). A maximum of the policy for
// CAs only ends with nextUpdate too: it is for lists that are issued seldom,
// not for old ones.
absl::Time FreshUntil(const RevocationTimes& times, RevocationSubject subject,
                      const ValidationPolicy& policy);

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_REVOCATION_FRESHNESS_H_

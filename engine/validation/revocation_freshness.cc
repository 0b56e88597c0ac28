#include "engine/validation/revocation_freshness.h"

namespace kepil {

absl::Time FreshUntil(const RevocationTimes& times,
                      const ValidationPolicy& policy) {
  if (const auto maximum = policy.RevocationFreshness(); maximum.has_value()) {
    return times.this_update + *maximum;
  }
  return times.next_update.value_or(absl::InfinitePast());
}

}  // namespace kepil

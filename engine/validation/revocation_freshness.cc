#include "engine/validation/revocation_freshness.h"

#include <algorithm>

namespace kepil {

RevocationSubject RevocationSubjectOf(const Certificate& certificate) {
  const auto& constraints = certificate.extensions().basic_constraints;
  return constraints.has_value() && constraints->ca
             ? RevocationSubject::kCa
             : RevocationSubject::kEndEntity;
}

absl::Time FreshUntil(const RevocationTimes& times, RevocationSubject subject,
                      const ValidationPolicy& policy) {
  const auto of_cas = policy.CaRevocationFreshness();
  if (subject == RevocationSubject::kCa && of_cas.has_value()) {
    return std::min(times.this_update + *of_cas,
                    times.next_update.value_or(absl::InfiniteFuture()));
  }
  if (const auto maximum = policy.RevocationFreshness(); maximum.has_value()) {
    return times.this_update + *maximum;
  }
  return times.next_update.value_or(absl::InfinitePast());
}

}  // namespace kepil

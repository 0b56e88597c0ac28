#include "services/gateway/evidence_retention.h"

#include <algorithm>

#include "engine/trust/legal_date.h"
#include "trustlist/status_history.h"

namespace kepil {
namespace {

constexpr int kRetentionYears = 5;  // K55(7)

absl::CivilDay DayOf(absl::Time time, const LegalRules* law) {
  return law == nullptr ? absl::ToCivilDay(time, absl::UTCTimeZone())
                        : law->calendar->DayOf(time);
}

bool IsCa(const Certificate& certificate) {
  const auto& constraints = certificate.extensions().basic_constraints;
  return constraints.has_value() && constraints->ca;
}

// When the authority that has `service` ended; InfinitePast while it goes on.
absl::Time EndOf(const TrustService& service,
                 const storage::v1::RegistryImage& registry) {
  for (const v1::Authority& authority : registry.authorities()) {
    if (authority.id() == service.authority_id && IsEnding(authority)) {
      return TerminatedFrom(authority);
    }
  }
  return absl::InfinitePast();
}

}  // namespace

absl::CivilDay EvidenceRetainedUntil(const RetentionFacts& facts,
                                     const LegalRules* law) {
  absl::Time from = facts.issued_at;
  for (const CertificateRef& certificate : facts.certificates) {
    if (!IsCa(*certificate)) {
      from = std::max(from, certificate->not_after());
    }
    for (const TrustService* service :
         facts.trust.CandidateIssuers(*certificate)) {
      from = std::max(from, EndOf(*service, facts.registry));
    }
  }
  return AddLegalYears(DayOf(from, law),
                       law == nullptr ? kRetentionYears
                                      : law->pack->message().retention_years());
}

bool IsRetentionOver(absl::CivilDay last_day, absl::Time now,
                     const LegalRules* law) {
  return DayOf(now, law) > last_day;
}

}  // namespace kepil

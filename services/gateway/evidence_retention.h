#ifndef KEPIL_SERVICES_GATEWAY_EVIDENCE_RETENTION_H_
#define KEPIL_SERVICES_GATEWAY_EVIDENCE_RETENTION_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/certificate.h"
#include "engine/trust/trust_snapshot.h"
#include "kepil/storage/v1/registry.pb.h"

namespace kepil {

// What the retention of one receipt's evidence depends on.
struct RetentionFacts {
  absl::Time issued_at;  // Of the receipt.
  // Certificates in the evidence; those of CAs count by their authority alone.
  std::vector<CertificateRef> certificates;
  const TrustSnapshot& trust;                  // In force now.
  const storage::v1::RegistryImage& registry;  // Likewise.
};

// Last day on which the evidence must be kept (CRT-10, L16(2), K55(7)): five
// years, or what the rule pack says, from the latest of
// - the receipt,
// - the end of validity of each subject's certificate: until then it can be
//   revoked, and no revocation begins later,
// - the end of each authority that may have issued one of them, if it ended:
//   then they ceased (TRM-04).
// Days are those of Almaty; without law loaded, of UTC.
absl::CivilDay EvidenceRetainedUntil(const RetentionFacts& facts,
                                     const LegalRules* law);
// Whether that day is over at `now`.
bool IsRetentionOver(absl::CivilDay last_day, absl::Time now,
                     const LegalRules* law);

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_EVIDENCE_RETENTION_H_

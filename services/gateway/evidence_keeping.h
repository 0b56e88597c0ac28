#ifndef KEPIL_SERVICES_GATEWAY_EVIDENCE_KEEPING_H_
#define KEPIL_SERVICES_GATEWAY_EVIDENCE_KEEPING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "engine/legal/legal_rules.h"
#include "kepil/v1/operations.pb.h"
#include "services/evidence/evidence_standing.h"
#include "services/gateway/receipt_access.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// EvidenceKeeping restricts the evidence of receipts within its retention and
// gives it to the archive after it; nothing else ends it (PDP-05, CRT-10,
// CRT-11). Every act is on record. Thread-safe.
class EvidenceKeeping {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    ReceiptAccess& receipts;
    EvidenceStandings& standings;
    const TrustSnapshotSource& trust;
    std::function<std::shared_ptr<const storage::v1::RegistryImage>()> registry;
    std::function<LegalRulesRef()> law;
    // Writes a package under that name, durably, and reads it back. Empty:
    // there is no archive, and nothing is purged.
    std::function<absl::Status(const std::string& name,
                               absl::string_view octets)>
        archive;
  };
  explicit EvidenceKeeping(Rooms rooms) : rooms_(std::move(rooms)) {}

  // Errors of both: see OperationsService.
  absl::StatusOr<v1::RestrictEvidenceResponse> Restrict(
      const v1::RestrictEvidenceRequest& request,
      const v1::PrincipalRecord& officer);
  absl::StatusOr<v1::PurgeEvidenceResponse> Purge(
      const v1::PurgeEvidenceRequest& request,
      const v1::PrincipalRecord& operating);

 private:
  const Rooms rooms_;
  Mutex mutex_;  // One act at a time.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_EVIDENCE_KEEPING_H_

#ifndef KEPIL_SERVICES_GATEWAY_CERTIFICATE_STATUS_H_
#define KEPIL_SERVICES_GATEWAY_CERTIFICATE_STATUS_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "engine/validation/archived_status.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/validation.pb.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/revocation_archive.h"
#include "services/gateway/rule_library.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// CertificateStatus answers what our own archive knows of a certificate at a
// time (CRT-10): nobody is asked, and no registration has to be in force.
// Thread-safe.
class CertificateStatus {
 public:
  // CRLs and OCSP answers that are read for one question.
  static constexpr size_t kMaxAnswers = 64;

  struct Rooms {  // Borrowed; outlive this.
    const Clock& clock;
    const EvidenceStore& evidence;
    const RevocationArchive& archive;
    const TrustSnapshotSource& trust;
    CertificateReader& certificates;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::string policy;  // URN: clock skew and algorithms of the answers.
  };
  explicit CertificateStatus(Rooms rooms) : rooms_(std::move(rooms)) {}

  // NOT_FOUND/CERTIFICATE_UNKNOWN for a digest that the archive does not have,
  // and for a certificate that no registered CA issued; INVALID_ARGUMENT/
  // REQUEST_MALFORMED.
  absl::StatusOr<v1::GetCertificateStatusResponse> Get(
      const v1::GetCertificateStatusRequest& request) const;

 private:
  absl::StatusOr<CertificateRef> Find(
      const v1::GetCertificateStatusRequest& request) const;
  absl::StatusOr<EvidenceSet> Gather(const Certificate& certificate,
                                     const Certificate& issuer,
                                     absl::Time at) const;

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_CERTIFICATE_STATUS_H_

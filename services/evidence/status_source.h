#ifndef KEPIL_SERVICES_EVIDENCE_STATUS_SOURCE_H_
#define KEPIL_SERVICES_EVIDENCE_STATUS_SOURCE_H_

#include <vector>

#include "engine/validation/evidence_set.h"
#include "services/evidence/own_query.h"

namespace kepil {

struct StatusAnswer {
  // Origin kQuery, or kArchive; each once.
  std::vector<RevocationEvidence> evidence;
  // Delegated OCSP responders of the evidence whose own status is needed (RFC
  // 6960, 4.2.2.2.1): those without id-pkix-ocsp-nocheck.
  std::vector<CertificateRef> responders;
  // Other keys than the issuer's that signed CRLs of the evidence (RFC 5280,
  // 6.3.3 (f)); their own status is needed.
  std::vector<CertificateRef> crl_issuers;
  // Sources that gave nothing usable, in the order asked: level INFORM if
  // another one did, else WARN.
  std::vector<Finding> failures;
};

// StatusSource answers questions about single certificates: from registered
// addresses (RevocationSource), or from the archive (ArchivedSource).
class StatusSource {
 public:
  virtual ~StatusSource() = default;
  virtual StatusAnswer Ask(const StatusQuestion& question) = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_STATUS_SOURCE_H_

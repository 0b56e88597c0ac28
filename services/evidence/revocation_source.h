#ifndef KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_
#define KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "engine/trust/trust_service.h"
#include "engine/validation/evidence_set.h"
#include "engine/validation/validation_policy.h"
#include "services/evidence/fetch_gate.h"
#include "services/evidence/revocation_cache.h"
#include "services/net/fetcher.h"

namespace kepil {

// Whose status is asked, and where.
struct StatusQuestion {
  CertificateRef certificate;
  CertificateRef issuer;  // By whose key `certificate` verifies.
  const RevocationSources* sources = nullptr;  // Registered; nullptr: none.
  const ValidationPolicy& policy;              // Freshness and clock skew.
  v1::RevocationMode mode = v1::REVOCATION_MODE_CRL_OR_OCSP;
  absl::Time deadline;  // Exchanges end before it.
};

struct StatusAnswer {
  std::vector<RevocationEvidence> evidence;  // Origin kQuery; each once.
  // Delegated OCSP responders of the evidence whose own status is needed (RFC
  // 6960, 4.2.2.2.1): those without id-pkix-ocsp-nocheck.
  std::vector<CertificateRef> responders;
  // Sources that gave nothing usable, in the order asked: level INFORM if
  // another one did, else WARN.
  std::vector<Finding> failures;
};

// RevocationSource obtains one answer of our own about one certificate from the
// registered addresses and no others: OCSP first, then CRLs, each in the order
// registered, until one gives a fresh answer. What the cache holds and the
// policy calls fresh is not asked for again (VER-07). An answer enters the
// cache only when it has been verified (own_answer.h). Whatever verified answer
// is held for these sources and says revoked is given along (CRT-20). No source
// gives a verdict: what is given may be stale or "unknown". Thread-safe; blocks
// the caller for exchanges.
class RevocationSource {
 public:
  static constexpr size_t kNonceOctets = 32;  // RFC 9654, 2.1.

  // Borrowed; outlive the source.
  struct Rooms {
    const Clock& clock;
    Fetcher& fetcher;
    FetchGate& gate;
    RevocationCache& cache;
    CertificateReader& certificates;
    // Unpredictable octets, as many as asked for. Thread-safe.
    std::function<std::string(size_t)> random;
  };
  struct Options {
    absl::Duration timeout = absl::Seconds(5);   // Of one exchange.
    int64_t max_crl_bytes = int64_t{256} << 20;  // Of one CRL.
    int64_t max_ocsp_bytes = int64_t{64} << 10;  // Of one OCSP answer.
  };
  RevocationSource(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  StatusAnswer Ask(const StatusQuestion& question);

 private:
  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_REVOCATION_SOURCE_H_

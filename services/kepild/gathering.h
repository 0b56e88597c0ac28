#ifndef KEPIL_SERVICES_KEPILD_GATHERING_H_
#define KEPIL_SERVICES_KEPILD_GATHERING_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "engine/pki/certificate_reader.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/fetch_gate.h"
#include "services/evidence/registered_collector.h"
#include "services/evidence/revocation_archive.h"
#include "services/evidence/revocation_cache.h"
#include "services/evidence/revocation_source.h"
#include "services/kepild/config.h"
#include "services/kepild/digital_space_house.h"
#include "services/net/curl_fetcher.h"

namespace kepil {

// Gathering is the rooms with which a node gathers evidence and puts on record
// what it asks of the state for it, wired.
struct Gathering {
  struct Rooms {  // Borrowed; outlive this.
    const Config& config;
    const Clock& clock;
    EvidenceStore& evidence;
    const RevocationArchive& archive;
    CertificateReader& certificates;
    const Logger& log;
    MetricsRegistry& metrics;
    RocksDb& db;
  };
  // INVALID_ARGUMENT for a range of fetch.allow_cidr that is none. Errors of
  // DigitalSpaceHouse::Open.
  static absl::StatusOr<std::unique_ptr<Gathering>> Open(const Rooms& rooms);

  Gathering(const Rooms& rooms, std::vector<IpRange> allowed,
            std::unique_ptr<DigitalSpaceHouse> opened);
  const DigitalUses* uses() const { return &space->uses(); }

  CurlFetcher fetcher;
  FetchGate gate;
  RevocationCache cache;
  RevocationSource source;
  RegisteredEvidenceCollector collector;
  std::unique_ptr<DigitalSpaceHouse> space;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_GATHERING_H_

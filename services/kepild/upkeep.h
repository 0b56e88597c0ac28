#ifndef KEPIL_SERVICES_KEPILD_UPKEEP_H_
#define KEPIL_SERVICES_KEPILD_UPKEEP_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/logging.h"
#include "base/metrics.h"
#include "base/periodic_runner.h"
#include "engine/legal/legal_rules.h"
#include "engine/pki/certificate.h"
#include "services/evidence/timestamp_source.h"
#include "services/gateway/checkpoint_timestamper.h"
#include "services/gateway/crl_watch.h"
#include "services/kepild/config.h"
#include "services/net/fetcher.h"
#include "services/receipt/checkpoint_timestamps.h"
#include "services/store/rocks_backup.h"
#include "services/store/rocks_db.h"
#include "translog/log_reader.h"
#include "translog/log_storage.h"
#include "trustlist/snapshot_publisher.h"

namespace kepil {

// Upkeep is what a node does by itself from time to time, on one thread: it has
// its log dated, makes backups and watches registered CRLs. The destructor ends
// what is under way.
class Upkeep {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Config& config;
    const Clock& clock;
    const Logger& log;
    MetricsRegistry& metrics;
    const TrustSnapshotSource& trust;
    Fetcher& fetcher;
    const LogReader& receipts_log;
    CheckpointTimestamps& timestamps;
    RocksDb& db;
    LogAnchor& anchor;
    LegalRulesRef legal_rules = nullptr;  // nullptr: none.
  };
  explicit Upkeep(Rooms rooms);
  // From now on; until then nothing is done.
  void Start();

  const CheckpointTimestamper& timestamper() const { return timestamper_; }
  const CrlWatch& crl_watch() const { return crl_watch_; }
  // Anchors of the TSA that dates the log; none if it is not registered.
  std::vector<CertificateRef> TsaAnchors() const;

 private:
  void Step();
  void BackUp();
  void WatchCrls();

  const Rooms rooms_;
  TimestampSource timestamp_source_;
  CheckpointTimestamper timestamper_;
  Gauge<> trusted_time_;
  RocksBackup backup_;  // Unused without a backup.folder.
  std::optional<absl::Time> last_backup_;
  absl::Time next_backup_ = absl::InfinitePast();
  CrlWatch crl_watch_;
  Gauge<LogToken, LogToken> crl_state_;
  Gauge<LogToken, LogToken> crl_size_, crl_latency_, crl_left_;
  // nullptr where no backups are configured.
  std::unique_ptr<Gauge<>> last_backup_age_;
  std::unique_ptr<PeriodicRunner> runner_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_UPKEEP_H_

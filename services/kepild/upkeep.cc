#include "services/kepild/upkeep.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "services/kepild/keys.h"

namespace kepil {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr absl::Duration kBackupRetry = absl::Minutes(1);

TimestampSource::Options SourceOptions(const Config& config) {
  TimestampSource::Options options;
  options.timeout = DurationOf(config.fetch().timeout());
  return options;
}

CheckpointTimestamper::Options TimestamperOptions(const Config& config) {
  CheckpointTimestamper::Options options;
  options.tsa_service = config.timestamp().tsa_service();
  options.interval = DurationOf(config.log().checkpoint_timestamp_interval());
  options.retry = std::min(options.retry, options.interval);
  return options;
}

CrlWatch::Options WatchOptions(const Config& config,
                               const LegalRulesRef& legal_rules) {
  CrlWatch::Options options;
  options.interval = DurationOf(config.watch().interval());
  options.warn_before = DurationOf(config.watch().warn_before());
  options.timeout = DurationOf(config.fetch().timeout());
  options.max_crl_bytes = config.limits().max_crl_bytes();
  if (config.watch().has_max_age()) {
    options.max_age = DurationOf(config.watch().max_age());
  } else if (legal_rules != nullptr && legal_rules->pack->message()
                                           .registration()
                                           .has_crl_validity_max()) {
    options.max_age = DurationOf(
        legal_rules->pack->message().registration().crl_validity_max());
  }
  return options;
}

absl::StatusOr<PublishedCheckpoint> NewestOf(const LogReader& log) {
  KEPIL_ASSIGN_OR_RETURN(const auto newest, log.LatestCheckpoint());
  return PublishedCheckpoint{newest->note.octets, newest->checkpoint.tree_size};
}

}  // namespace

Upkeep::Upkeep(Rooms rooms)
    : rooms_(rooms),
      timestamp_source_({rooms.clock, rooms.fetcher, RandomOctets},
                        SourceOptions(rooms.config)),
      timestamper_(
          {rooms.clock, rooms.trust, timestamp_source_, rooms.timestamps,
           [this] { return NewestOf(rooms_.receipts_log); }},
          TimestamperOptions(rooms.config)),
      trusted_time_(rooms.metrics,
                    {"kepil_trusted_time",
                     "1 while time-stamps of a TSA date the receipts log, "
                     "else 0."}),
      backup_(rooms.config.backup().folder()),
      crl_watch_({rooms.clock, rooms.trust, rooms.fetcher},
                 WatchOptions(rooms.config, rooms.legal_rules)),
      crl_state_(rooms.metrics,
                 {"kepil_crl_watch_state",
                  "Of a registered CRL: 1 pending, 2 current, 3 warning, 4 "
                  "overdue."},
                 {"service", "issuer"}),
      crl_size_(rooms.metrics,
                {"kepil_crl_watch_bytes", "Size of a registered CRL."},
                {"service", "issuer"}),
      crl_latency_(rooms.metrics,
                   {"kepil_crl_watch_latency_seconds",
                    "Of the last exchange for a registered CRL."},
                   {"service", "issuer"}),
      crl_left_(rooms.metrics,
                {"kepil_crl_watch_left_seconds",
                 "Until a registered CRL is overdue; negative: since."},
                {"service", "issuer"}) {
  if (!rooms.config.has_backup()) {
    return;
  }
  last_backup_age_ = std::make_unique<Gauge<>>(
      rooms.metrics,
      MetricName{"kepil_last_backup_age_seconds",
                 "Since the last verified backup; -1: there is none."});
  const absl::StatusOr<std::optional<RocksBackup::Info>> newest =
      backup_.Newest();
  if (newest.ok() && newest->has_value()) {
    last_backup_ = (*newest)->made_at;
    next_backup_ = *last_backup_ + DurationOf(rooms.config.backup().interval());
  }
}

void Upkeep::BackUp() {
  const absl::Time now = rooms_.clock.Now();
  const config::v1::Backup& wanted = rooms_.config.backup();
  if (now >= next_backup_) {
    // Anchored before the backup begins, so never ahead of it.
    const absl::StatusOr<std::optional<std::string>> anchor =
        rooms_.anchor.Read();
    const absl::Status made =
        anchor.ok()
            ? backup_.Make(rooms_.db, anchor->value_or(""), wanted.keep())
                  .status()
            : anchor.status();
    if (made.ok()) {
      last_backup_ = now;
      next_backup_ = now + DurationOf(wanted.interval());
    } else {
      next_backup_ = now + kBackupRetry;
      rooms_.log.Error("backup_failed", {{"status", made}});
    }
  }
  last_backup_age_->Set(last_backup_.has_value()
                            ? absl::ToDoubleSeconds(now - *last_backup_)
                            : -1);
}

void Upkeep::WatchCrls() {
  crl_watch_.Step();
  const int64_t now = absl::ToUnixSeconds(rooms_.clock.Now());
  const auto list = crl_watch_.List();
  for (const v1::CrlWatchEntry& entry : list.entries()) {
    const LogToken service(entry.service_id());
    const LogToken issuer =
        LogToken::Hex(absl::string_view(entry.issuer_sha256()).substr(0, 8));
    crl_state_.Set(entry.state(), service, issuer);
    crl_size_.Set(static_cast<double>(entry.size()), service, issuer);
    crl_latency_.Set(static_cast<double>(entry.latency().seconds()) +
                         entry.latency().nanos() / 1e9,
                     service, issuer);
    crl_left_.Set(static_cast<double>(entry.due().seconds() - now), service,
                  issuer);
  }
}

void Upkeep::Start() {
  runner_ = std::make_unique<PeriodicRunner>(kTick, [this] { Step(); });
}

void Upkeep::Step() {
  const absl::Status stamped = timestamper_.Step();
  if (!stamped.ok()) {
    rooms_.log.Error("checkpoint_timestamp_failed", {{"status", stamped}});
  }
  trusted_time_.Set(timestamper_.HasTrustedTime() ? 1 : 0);
  if (last_backup_age_ != nullptr) {
    BackUp();
  }
  WatchCrls();
}

std::vector<CertificateRef> Upkeep::TsaAnchors() const {
  const TrustSnapshotRef trust = rooms_.trust.Current();
  const TrustService* const tsa =
      trust == nullptr
          ? nullptr
          : trust->FindService(rooms_.config.timestamp().tsa_service());
  return tsa == nullptr ? std::vector<CertificateRef>() : tsa->anchors;
}

}  // namespace kepil

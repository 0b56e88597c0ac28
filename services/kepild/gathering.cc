#include "services/kepild/gathering.h"

#include <string>
#include <utility>

#include "base/status_macros.h"
#include "services/kepild/keys.h"

namespace kepil {
namespace {

CurlFetcher::Options FetcherOptions(std::vector<IpRange> allowed) {
  CurlFetcher::Options options;
  options.allowed = std::move(allowed);
  return options;
}

FetchGate::Options GateOptions(const Config& config) {
  FetchGate::Options options;
  options.max_waiting = config.fetch().max_concurrent();
  options.max_host_exchanges = config.fetch().max_concurrent_per_host();
  return options;
}

RevocationSource::Options SourceOptions(const Config& config) {
  RevocationSource::Options options;
  options.timeout = DurationOf(config.fetch().timeout());
  options.max_crl_bytes = config.limits().max_crl_bytes();
  options.max_ocsp_bytes = config.limits().max_ocsp_bytes();
  return options;
}

RegisteredEvidenceCollector::Options CollectorOptions(const Config& config) {
  RegisteredEvidenceCollector::Options options;
  options.max_collect_rounds = config.limits().max_collect_rounds();
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Gathering>> Gathering::Open(const Rooms& rooms) {
  std::vector<IpRange> allowed;
  for (const std::string& cidr : rooms.config.fetch().allow_cidr()) {
    KEPIL_ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(cidr));
    allowed.push_back(range);
  }
  KEPIL_ASSIGN_OR_RETURN(
      std::unique_ptr<DigitalSpaceHouse> space,
      DigitalSpaceHouse::Open(
          {rooms.config, rooms.clock, rooms.log, rooms.metrics, rooms.db}));
  return std::make_unique<Gathering>(rooms, std::move(allowed),
                                     std::move(space));
}

Gathering::Gathering(const Rooms& rooms, std::vector<IpRange> allowed,
                     std::unique_ptr<DigitalSpaceHouse> opened)
    : fetcher(rooms.clock, FetcherOptions(std::move(allowed))),
      gate(GateOptions(rooms.config)),
      cache(rooms.clock, rooms.evidence, gate, RevocationCache::Options()),
      source(
          {rooms.clock, fetcher, gate, cache, rooms.certificates, RandomOctets},
          SourceOptions(rooms.config)),
      collector({rooms.certificates, source, rooms.evidence, &rooms.archive},
                CollectorOptions(rooms.config)),
      space(std::move(opened)) {}

}  // namespace kepil

#ifndef KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_HOUSE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/logging.h"
#include "base/metrics.h"
#include "base/periodic_runner.h"
#include "services/gateway/digital_space.h"
#include "services/gateway/digital_use.h"
#include "services/gateway/digital_use_delivery.h"
#include "services/kepild/config.h"
#include "services/net/curl_fetcher.h"
#include "services/store/rocks_digital_use_outbox.h"

namespace kepil {

// DigitalSpaceHouse is the record of what is asked of the state about citizens,
// wired (PDP-14), and the thread that delivers it where the configuration says
// so. The destructor ends the delivery under way.
class DigitalSpaceHouse {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Config& config;
    const Clock& clock;
    const Logger& log;
    MetricsRegistry& metrics;
    RocksDb& db;
  };
  // INVALID_ARGUMENT/CONFIG_INVALID for a subject key that others may read or
  // that has not 32 octets.
  static absl::StatusOr<std::unique_ptr<DigitalSpaceHouse>> Open(
      const Rooms& rooms);

  const DigitalUses& uses() const { return uses_; }

 private:
  DigitalSpaceHouse(const Rooms& rooms,
                    std::unique_ptr<RocksDigitalUseOutbox> outbox,
                    std::string subject_key, std::vector<IpRange> allowed);
  void Step();

  const Clock& clock_;
  const Logger& log_;
  const std::unique_ptr<RocksDigitalUseOutbox> outbox_;
  const DigitalUses uses_;
  Gauge<> waiting_, oldest_;
  Counter<> delivered_;
  std::unique_ptr<CurlFetcher> fetcher_;          // nullptr without `url`.
  std::unique_ptr<DigitalSpace> space_;           // nullptr: events stay.
  std::unique_ptr<DigitalUseDelivery> delivery_;  // Likewise.
  std::unique_ptr<PeriodicRunner> runner_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_DIGITAL_SPACE_HOUSE_H_

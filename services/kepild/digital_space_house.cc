#include "services/kepild/digital_space_house.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepild/files.h"
#include "services/kepild/keys.h"
#include "services/store/package_folder.h"

namespace kepil {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr size_t kSubjectKeySize = 32;

CurlFetcher::Options FetcherOptions(const config::v1::DigitalSpace& space,
                                    std::vector<IpRange> allowed) {
  CurlFetcher::Options options;
  options.allowed = std::move(allowed);
  options.ca_file = space.ca_file();
  options.cert_file = space.tls().cert_file();
  options.key_file = space.tls().key_file();
  return options;
}

absl::StatusOr<std::string> SubjectKeyOf(const config::v1::DigitalSpace& space,
                                         RocksDigitalUseOutbox& outbox) {
  if (space.subject_key_file().empty()) {
    return outbox.NodeKey(RandomOctets);
  }
  KEPIL_ASSIGN_OR_RETURN(std::string key,
                         ReadSecretFile(space.subject_key_file()));
  return key.size() == kSubjectKeySize
             ? absl::StatusOr<std::string>(std::move(key))
             : MakeError(absl::StatusCode::kInvalidArgument,
                         v1::ERROR_REASON_CONFIG_INVALID,
                         "digital_space.subject_key_file: not 32 octets");
}

}  // namespace

absl::StatusOr<std::unique_ptr<DigitalSpaceHouse>> DigitalSpaceHouse::Open(
    const Rooms& rooms) {
  const config::v1::DigitalSpace& space = rooms.config.digital_space();
  std::vector<IpRange> allowed;
  for (const std::string& cidr : rooms.config.fetch().allow_cidr()) {
    KEPIL_ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(cidr));
    allowed.push_back(range);
  }
  KEPIL_ASSIGN_OR_RETURN(
      std::unique_ptr<RocksDigitalUseOutbox> outbox,
      RocksDigitalUseOutbox::Open({rooms.clock, rooms.db}, space.max_events()));
  KEPIL_ASSIGN_OR_RETURN(std::string key, SubjectKeyOf(space, *outbox));
  return std::unique_ptr<DigitalSpaceHouse>(new DigitalSpaceHouse(
      rooms, std::move(outbox), std::move(key), std::move(allowed)));
}

DigitalSpaceHouse::DigitalSpaceHouse(
    const Rooms& rooms, std::unique_ptr<RocksDigitalUseOutbox> outbox,
    std::string subject_key, std::vector<IpRange> allowed)
    : clock_(rooms.clock),
      log_(rooms.log),
      outbox_(std::move(outbox)),
      uses_({rooms.clock, *outbox_, RandomOctets}, std::move(subject_key)),
      waiting_(rooms.metrics,
               {"kepil_digital_use_waiting",
                "Events for the digital space that were not delivered."}),
      oldest_(rooms.metrics, {"kepil_digital_use_oldest_age_seconds",
                              "Of the event that waits longest; 0: none."}),
      delivered_(rooms.metrics,
                 {"kepil_digital_use_delivered_total",
                  "Events that the digital space said it has."}) {
  const config::v1::DigitalSpace& space = rooms.config.digital_space();
  if (!space.url().empty()) {
    fetcher_ = std::make_unique<CurlFetcher>(
        rooms.clock, FetcherOptions(space, std::move(allowed)));
    space_ = std::make_unique<PostedDigitalSpace>(
        *fetcher_,
        PostedDigitalSpace::Options{space.url(), DurationOf(space.timeout())});
  } else if (!space.folder().empty()) {
    space_ = std::make_unique<SpooledDigitalSpace>(
        [folder = PackageFolder(space.folder())](const std::string& name,
                                                 absl::string_view octets) {
          return folder.Put(name, octets);
        });
  }
  if (space_ != nullptr) {
    delivery_ = std::make_unique<DigitalUseDelivery>(
        DigitalUseDelivery::Rooms{clock_, *outbox_, *space_},
        DigitalUseDelivery::Options());
  }
  runner_ = std::make_unique<PeriodicRunner>(kTick, [this] { Step(); });
}

void DigitalSpaceHouse::Step() {
  if (delivery_ != nullptr) {
    const DigitalUseDelivery::Outcome outcome = delivery_->Step();
    delivered_.IncrementBy(outcome.delivered);
    if (!outcome.status.ok()) {
      log_.Error("digital_use_delivery_failed", {{"status", outcome.status}});
    }
  }
  waiting_.Set(static_cast<double>(outbox_->size()));
  const auto oldest = outbox_->After("", 1);
  if (oldest.ok()) {
    oldest_.Set(
        oldest->empty()
            ? 0
            : absl::ToDoubleSeconds(
                  clock_.Now() - absl::FromUnixSeconds(
                                     oldest->front().event.time().seconds())));
  }
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_GATEWAY_DIGITAL_SPACE_H_
#define KEPIL_SERVICES_GATEWAY_DIGITAL_SPACE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kepil/v1/digital_use.pb.h"
#include "services/net/fetcher.h"

namespace kepil {

// DigitalSpace is where citizens find what was asked about them (K77). An event
// may come more than once; its id says so. Thread-safe.
class DigitalSpace {
 public:
  virtual ~DigitalSpace() = default;
  // OK: it has the event for good. Any error: it may not.
  virtual absl::Status Deliver(const v1::DigitalUseEvent& event) = 0;
};

// The event as those outside get it: JSON by the mapping of protobuf, fields
// under their names, octets in base64.
absl::StatusOr<std::string> DigitalUseJson(const v1::DigitalUseEvent& event);

// Takes events by POST of application/json over HTTPS; 2xx says that it has the
// event. Errors are those of the fetcher.
class PostedDigitalSpace : public DigitalSpace {
 public:
  struct Options {
    std::string url;
    absl::Duration timeout = absl::Seconds(10);
  };
  // `fetcher` outlives this.
  PostedDigitalSpace(Fetcher& fetcher, Options options)
      : fetcher_(fetcher), options_(std::move(options)) {}
  absl::Status Deliver(const v1::DigitalUseEvent& event) override;

 private:
  Fetcher& fetcher_;
  const Options options_;
};

// Takes events as files <id>.json, from where something else carries them on. A
// repeat replaces its file.
class SpooledDigitalSpace : public DigitalSpace {
 public:
  // Writes a file of that name whole or not at all, on disk when it returns.
  using Put =
      std::function<absl::Status(const std::string&, absl::string_view)>;
  explicit SpooledDigitalSpace(Put put) : put_(std::move(put)) {}
  absl::Status Deliver(const v1::DigitalUseEvent& event) override;

 private:
  const Put put_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_DIGITAL_SPACE_H_

#ifndef KEPIL_SERVICES_EVIDENCE_DIGITAL_USE_OUTBOX_H_
#define KEPIL_SERVICES_EVIDENCE_DIGITAL_USE_OUTBOX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/digital_use.pb.h"

namespace kepil {

// DigitalUseOutbox keeps events for citizens until they are delivered (PDP-14).
// What Add returned OK for survives the end of the process, and is on disk with
// the next synced write of the same database (the receipt's). Bounded in
// events. Thread-safe. Errors: UNAVAILABLE/STORE_DOWN, DATA_LOSS/STORE_CORRUPT.
class DigitalUseOutbox {
 public:
  struct Waiting {
    std::string place;  // In the order of the outbox.
    v1::DigitalUseEvent event;
  };

  virtual ~DigitalUseOutbox() = default;
  // RESOURCE_EXHAUSTED/OVERLOADED if there is no place.
  virtual absl::Status Add(const v1::DigitalUseEvent& event) = 0;
  // At most `max` behind `place`, oldest first; "": from the oldest one.
  virtual absl::StatusOr<std::vector<Waiting>> After(absl::string_view place,
                                                     int max) const = 0;
  // OK if there is nothing.
  virtual absl::Status Remove(absl::string_view place) = 0;
  virtual int64_t size() const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_DIGITAL_USE_OUTBOX_H_

#ifndef KEPIL_TESTS_SUPPORT_MEMORY_DIGITAL_USE_OUTBOX_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_DIGITAL_USE_OUTBOX_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/evidence/digital_use_outbox.h"

namespace kepil {

// A DigitalUseOutbox in memory, for one thread.
class MemoryDigitalUseOutbox : public DigitalUseOutbox {
 public:
  absl::Status Add(const v1::DigitalUseEvent& event) override {
    if (!failure.ok()) {
      return failure;
    }
    events[absl::StrCat(1000 + next_++)] = event;
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<Waiting>> After(absl::string_view place,
                                             int max) const override {
    std::vector<Waiting> waiting;
    for (auto it = events.upper_bound(std::string(place));
         it != events.end() && static_cast<int>(waiting.size()) < max; ++it) {
      waiting.push_back({it->first, it->second});
    }
    return waiting;
  }
  absl::Status Remove(absl::string_view place) override {
    events.erase(std::string(place));
    return absl::OkStatus();
  }
  int64_t size() const override { return static_cast<int64_t>(events.size()); }

  std::map<std::string, v1::DigitalUseEvent> events;  // By place.
  absl::Status failure;

 private:
  int next_ = 0;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_DIGITAL_USE_OUTBOX_H_

#ifndef KEPIL_TESTS_SUPPORT_MEMORY_SEEN_MESSAGES_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_SEEN_MESSAGES_H_

#include <map>
#include <string>
#include <utility>

#include "services/receipt/seen_messages.h"

namespace kepil {

// SeenMessages in memory. Not thread-safe.
class MemorySeenMessages : public SeenMessages {
 public:
  absl::StatusOr<bool> Record(const SeenMessage& message,
                              absl::Time now) override {
    for (auto it = kept.begin(); it != kept.end();) {
      it = it->second <= now ? kept.erase(it) : std::next(it);
    }
    return kept
        .emplace(std::make_pair(message.origin, message.id), message.forget_at)
        .second;
  }

  std::map<std::pair<std::string, std::string>, absl::Time> kept;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_SEEN_MESSAGES_H_

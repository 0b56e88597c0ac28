#ifndef KEPIL_SERVICES_KEPILD_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_HOUSE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/logging.h"
#include "services/kepild/config.h"

namespace kepil {

// House is a running kepild: every room made and wired, listeners open. The
// destructor shuts down in order: health NOT_SERVING, no new calls, drain,
// last checkpoint, stores closed.
class House {
 public:
  // Opens everything. Errors name what is wrong: CONFIG_INVALID for files and
  // keys, LOG_INCONSISTENT for a tree behind its anchor, STORE_CORRUPT.
  static absl::StatusOr<std::unique_ptr<House>> Open(const Config& config,
                                                     LogLevel lowest);
  virtual ~House() = default;
  // The addresses in use ("PARTNER 127.0.0.1:8443"), ports filled in.
  virtual std::vector<std::string> listeners() const = 0;
  // Takes reloadable fields (SIGHUP): TLS files are read again.
  virtual absl::Status Reload() = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_HOUSE_H_

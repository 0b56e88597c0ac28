#ifndef KEPIL_SERVICES_STORE_LOG_ANCHOR_FILE_H_
#define KEPIL_SERVICES_STORE_LOG_ANCHOR_FILE_H_

#include <string>

#include "translog/log_storage.h"

namespace kepil {

// LogAnchor as one file, replaced by writing a new one beside it, fsync of file
// and folder, and rename. Errors: UNAVAILABLE/STORE_DOWN.
class LogAnchorFile : public LogAnchor {
 public:
  explicit LogAnchorFile(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<std::optional<std::string>> Read() const override;
  absl::Status Write(absl::string_view note) override;

 private:
  const std::string path_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_LOG_ANCHOR_FILE_H_

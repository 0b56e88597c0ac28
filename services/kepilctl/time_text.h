#ifndef KEPIL_SERVICES_KEPILCTL_TIME_TEXT_H_
#define KEPIL_SERVICES_KEPILCTL_TIME_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "kepil/v1/law.pb.h"

namespace kepil {

// Reads RFC 3339 or a bare date, which is its midnight in UTC; years 1 to 9999,
// whole seconds. INVALID_ARGUMENT/REQUEST_MALFORMED otherwise.
absl::StatusOr<google::protobuf::Timestamp> ParseTimeText(
    absl::string_view text);
// "2026-03-01T00:00:00Z"; "" for a time outside the years 1 to 9999.
std::string TimeText(const google::protobuf::Timestamp& time);
// "2026-07-10"; "" for what is no day.
std::string DateText(const v1::LegalDate& date);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_TIME_TEXT_H_

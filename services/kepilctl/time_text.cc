#include "services/kepilctl/time_text.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "engine/trust/legal_date.h"
#include "engine/trust/proto_time.h"

namespace kepil {

absl::StatusOr<google::protobuf::Timestamp> ParseTimeText(
    absl::string_view text) {
  absl::Time time;
  std::string error;
  google::protobuf::Timestamp message;
  if (absl::ParseTime("%Y-%m-%d", text, &time, &error) ||
      absl::ParseTime("%Y-%m-%dT%H:%M:%S%Ez", text, &time, &error)) {
    message.set_seconds(absl::ToUnixSeconds(time));
    if (time != absl::InfiniteFuture() && time != absl::InfinitePast() &&
        TimeFromProto(message).ok()) {
      return message;
    }
  }
  return MalformedError(absl::StrCat(
      "not a time such as 2026-03-01T00:00:00Z or a date: ", text));
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  const absl::StatusOr<absl::Time> value = TimeFromProto(time);
  return value.ok() ? absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", *value,
                                       absl::UTCTimeZone())
                    : "";
}

std::string DateText(const v1::LegalDate& date) {
  const absl::StatusOr<absl::CivilDay> day = DayFromProto(date, "date");
  return day.ok() ? DayText(*day) : "";
}

}  // namespace kepil

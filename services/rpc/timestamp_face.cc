#include "services/rpc/timestamp_face.h"

#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace kepil {
namespace {

constexpr char kText[] = "text/plain; charset=utf-8";

}  // namespace

HttpResponse AnswerTimestamp(const CheckpointTimestamps& timestamps,
                             absl::string_view path) {
  const HttpResponse not_found = {404, kText, "no-store", "not found\n"};
  if (!absl::ConsumePrefix(&path, kTimestampPath)) {
    return not_found;
  }
  const bool wants_note = absl::ConsumeSuffix(&path, "/checkpoint");
  absl::StatusOr<std::optional<v1::CheckpointTimestamp>> found;
  if (path.empty()) {
    found = timestamps.Newest();
  } else {
    int64_t index = 0;
    if (!absl::ConsumePrefix(&path, "/") || path.empty() ||
        path.find_first_not_of("0123456789") != absl::string_view::npos ||
        !absl::SimpleAtoi(path, &index)) {
      return not_found;
    }
    found = timestamps.FindCovering(index);
  }
  if (!found.ok()) {
    return {503, kText, "no-store", "not available\n"};
  }
  if (!found->has_value()) {
    return not_found;
  }
  if (wants_note) {
    return {200, kText, "no-store", (*found)->checkpoint()};
  }
  return {200, "application/timestamp-token", "no-store", (*found)->token()};
}

}  // namespace kepil

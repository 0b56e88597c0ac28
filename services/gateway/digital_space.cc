#include "services/gateway/digital_space.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "google/protobuf/util/json_util.h"

namespace kepil {
namespace {

constexpr int64_t kMaxAnswer = 64 << 10;  // Octets; nobody reads it.

}  // namespace

absl::StatusOr<std::string> DigitalUseJson(const v1::DigitalUseEvent& event) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(event, &json, options)
           .ok()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     "an event has no form in JSON");
  }
  return json;
}

absl::Status PostedDigitalSpace::Deliver(const v1::DigitalUseEvent& event) {
  FetchRequest request;
  request.url = options_.url;
  request.method = FetchMethod::kPost;
  request.content_type = "application/json";
  request.timeout = options_.timeout;
  request.max_response_bytes = kMaxAnswer;
  KEPIL_ASSIGN_OR_RETURN(request.body, DigitalUseJson(event));
  return fetcher_.Fetch(request).status();
}

absl::Status SpooledDigitalSpace::Deliver(const v1::DigitalUseEvent& event) {
  KEPIL_ASSIGN_OR_RETURN(const std::string json, DigitalUseJson(event));
  return put_(absl::StrCat(absl::BytesToHexString(event.id()), ".json"), json);
}

}  // namespace kepil

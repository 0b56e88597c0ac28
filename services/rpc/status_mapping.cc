#include "services/rpc/status_mapping.h"

#include <cstdint>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "base/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace kepil {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

// absl's and gRPC's codes have the same numbers.
grpc::StatusCode CodeOf(absl::StatusCode code) {
  return static_cast<grpc::StatusCode>(static_cast<int>(code));
}

bool IsTransient(absl::StatusCode code) {
  return code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kUnavailable;
}

void AddDetails(const absl::Status& status, const std::string& error_info,
                google::rpc::Status& rich) {
  google::protobuf::Any& any = *rich.add_details();
  any.set_type_url(kErrorInfoUrl);
  any.set_value(error_info);
  if (IsTransient(status.code())) {
    google::rpc::RetryInfo retry;
    const absl::Duration delay = RetryDelayOf(status);
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
    rich.add_details()->PackFrom(retry);
  }
  google::rpc::ErrorInfo info;
  if (status.code() == absl::StatusCode::kInvalidArgument &&
      info.ParseFromString(error_info) && info.metadata().count("field") != 0) {
    google::rpc::BadRequest bad;
    auto& violation = *bad.add_field_violations();
    violation.set_field(info.metadata().at("field"));
    violation.set_description(std::string(status.message()));
    rich.add_details()->PackFrom(bad);
  }
}

}  // namespace

absl::Duration RetryDelayOf(const absl::Status& status) {
  if (!IsTransient(status.code())) {
    return absl::ZeroDuration();
  }
  google::rpc::ErrorInfo info;
  int64_t milliseconds = 0;
  if (info.ParseFromString(ErrorInfoOf(status).value_or("")) &&
      info.metadata().count(kRetryAfterKey) != 0 &&
      absl::SimpleAtoi(info.metadata().at(kRetryAfterKey), &milliseconds) &&
      milliseconds > 0) {
    return absl::Milliseconds(milliseconds);
  }
  return absl::Milliseconds(kRetryDelayMilliseconds);
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) {
    return grpc::Status::OK;
  }
  const std::optional<std::string> info = ErrorInfoOf(status);
  if (!info.has_value()) {
    return ToGrpc(MakeError(absl::StatusCode::kInternal,
                            v1::ERROR_REASON_UNCLASSIFIED, "internal error"));
  }
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(std::string(status.message()));
  AddDetails(status, *info, rich);
  return grpc::Status(CodeOf(status.code()), std::string(status.message()),
                      rich.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) {
    return absl::OkStatus();
  }
  absl::Status result(
      static_cast<absl::StatusCode>(static_cast<int>(status.error_code())),
      status.error_message());
  google::rpc::Status rich;
  if (rich.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : rich.details()) {
      if (any.type_url() == kErrorInfoUrl) {
        result.SetPayload(kErrorInfoUrl, absl::Cord(any.value()));
      }
    }
  }
  return result;
}

}  // namespace kepil

#include "base/error.h"

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace kepil {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kPrefix[] = "ERROR_REASON_";

}  // namespace

absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason,
                       absl::string_view message, ErrorMetadata metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason).substr(sizeof(kPrefix) - 1));
  info.set_domain("kepil");
  for (auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::move(key)] = std::move(value);
  }
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

std::optional<std::string> ErrorInfoOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  if (!payload.has_value()) {
    return std::nullopt;
  }
  return std::string(*payload);
}

std::optional<v1::ErrorReason> ReasonOf(const absl::Status& status) {
  const std::optional<std::string> bytes = ErrorInfoOf(status);
  google::rpc::ErrorInfo info;
  if (!bytes.has_value() || !info.ParseFromString(*bytes)) {
    return std::nullopt;
  }
  v1::ErrorReason reason;
  if (!v1::ErrorReason_Parse(kPrefix + info.reason(), &reason)) {
    return std::nullopt;
  }
  return reason;
}

absl::Status MalformedError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_REQUEST_MALFORMED, message);
}

absl::Status FormatUnknownError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FORMAT_UNKNOWN, message);
}

}  // namespace kepil

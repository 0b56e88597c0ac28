#ifndef KEPIL_SERVICES_RPC_STATUS_MAPPING_H_
#define KEPIL_SERVICES_RPC_STATUS_MAPPING_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/support/status.h"

namespace kepil {

// The one table from our statuses to gRPC's: same code and message, details a
// google.rpc.Status with ErrorInfo, RetryInfo on RESOURCE_EXHAUSTED and
// UNAVAILABLE, BadRequest on INVALID_ARGUMENT that names a field. A status
// without a reason becomes INTERNAL/UNCLASSIFIED; its text is not sent.
grpc::Status ToGrpc(const absl::Status& status);

// The way back, for clients: code, message and ErrorInfo as our statuses have
// them. A status of gRPC itself keeps its code and has no reason.
absl::Status FromGrpc(const grpc::Status& status);

// How long a caller should wait after RESOURCE_EXHAUSTED or UNAVAILABLE, unless
// the error's metadata says another time under this key, in milliseconds.
inline constexpr int kRetryDelayMilliseconds = 500;
inline constexpr char kRetryAfterKey[] = "retry_after_ms";
// Zero for any other code: do not retry.
absl::Duration RetryDelayOf(const absl::Status& status);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RPC_STATUS_MAPPING_H_

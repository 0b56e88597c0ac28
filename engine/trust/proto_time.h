#ifndef KEPIL_ENGINE_TRUST_PROTO_TIME_H_
#define KEPIL_ENGINE_TRUST_PROTO_TIME_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace kepil {

// Times of archived messages. INVALID_ARGUMENT/REQUEST_MALFORMED outside what
// google/protobuf/{timestamp,duration}.proto allow: years 1 to 9999, nanos
// below one second and of the sign of the seconds.
absl::StatusOr<absl::Time> TimeFromProto(
    const google::protobuf::Timestamp& timestamp);
absl::StatusOr<absl::Duration> DurationFromProto(
    const google::protobuf::Duration& duration);

}  // namespace kepil

#endif  // KEPIL_ENGINE_TRUST_PROTO_TIME_H_

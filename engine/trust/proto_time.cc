#include "engine/trust/proto_time.h"

#include <cstdint>

#include "base/error.h"

namespace kepil {
namespace {

constexpr int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr int64_t kLongestDuration = 315'576'000'000;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

absl::StatusOr<absl::Time> TimeFromProto(
    const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond ||
      timestamp.nanos() < 0 || timestamp.nanos() >= kNanosPerSecond) {
    return MalformedError("time stamp out of range");
  }
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

absl::StatusOr<absl::Duration> DurationFromProto(
    const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  if (seconds < -kLongestDuration || seconds > kLongestDuration ||
      nanos <= -kNanosPerSecond || nanos >= kNanosPerSecond ||
      (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
    return MalformedError("duration out of range");
  }
  return absl::Seconds(seconds) + absl::Nanoseconds(nanos);
}

}  // namespace kepil

#include "engine/trust/proto_time.h"

#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

google::protobuf::Timestamp Stamp(int64_t seconds, int nanos) {
  google::protobuf::Timestamp stamp;
  stamp.set_seconds(seconds);
  stamp.set_nanos(nanos);
  return stamp;
}

google::protobuf::Duration Span(int64_t seconds, int nanos) {
  google::protobuf::Duration span;
  span.set_seconds(seconds);
  span.set_nanos(nanos);
  return span;
}

TEST(ProtoTimeTest, ReadsSecondsAndNanos) {
  EXPECT_THAT(TimeFromProto(Stamp(1'700'000'000, 5)),
              IsOkAndHolds(absl::FromUnixSeconds(1'700'000'000) +
                           absl::Nanoseconds(5)));
  EXPECT_THAT(DurationFromProto(Span(-2, -5)),
              IsOkAndHolds(absl::Seconds(-2) - absl::Nanoseconds(5)));
}

TEST(ProtoTimeTest, RefusesWhatTheMessagesForbid) {
  for (const auto& stamp :
       {Stamp(0, -1), Stamp(0, 1'000'000'000), Stamp(253'402'300'800, 0),
        Stamp(-62'135'596'801, 0)}) {
    EXPECT_THAT(TimeFromProto(stamp),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  for (const auto& span : {Span(1, -1), Span(-1, 1), Span(0, 1'000'000'000),
                           Span(315'576'000'001, 0)}) {
    EXPECT_THAT(DurationFromProto(span),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

}  // namespace
}  // namespace kepil

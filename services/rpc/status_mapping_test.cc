#include "services/rpc/status_mapping.h"

#include "base/error.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

google::rpc::Status RichOf(const grpc::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(status.error_details()));
  return rich;
}

TEST(StatusMappingTest, KeepsCodeMessageAndReasonBothWays) {
  const absl::Status status =
      MakeError(absl::StatusCode::kAborted, v1::ERROR_REASON_REGISTRY_MOVED,
                "moved", {{"version", "7"}});
  const grpc::Status sent = ToGrpc(status);
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(sent.error_message(), "moved");
  const absl::Status back = FromGrpc(sent);
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(back, HasReason(v1::ERROR_REASON_REGISTRY_MOVED));
}

TEST(StatusMappingTest, TransientErrorsCarryRetryInfo) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kResourceExhausted, absl::StatusCode::kUnavailable}) {
    const google::rpc::Status rich =
        RichOf(ToGrpc(MakeError(code, v1::ERROR_REASON_OVERLOADED, "later")));
    ASSERT_EQ(rich.details_size(), 2);
    google::rpc::RetryInfo retry;
    ASSERT_TRUE(rich.details(1).UnpackTo(&retry));
    EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  }
}

TEST(StatusMappingTest, BadRequestNamesTheField) {
  const google::rpc::Status rich = RichOf(ToGrpc(MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_MALFORMED,
      "usage.amount: over 64 octets", {{"field", "usage.amount"}})));
  ASSERT_EQ(rich.details_size(), 2);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(rich.details(1).UnpackTo(&bad));
  EXPECT_EQ(bad.field_violations(0).field(), "usage.amount");
}

TEST(StatusMappingTest, StatusWithoutReasonIsInternalAndTellsNothing) {
  const grpc::Status sent = ToGrpc(absl::NotFoundError("/secret/path"));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(sent.error_message(), "internal error");
  EXPECT_THAT(FromGrpc(sent), HasReason(v1::ERROR_REASON_UNCLASSIFIED));
}

TEST(StatusMappingTest, GrpcsOwnStatusHasNoReason) {
  const absl::Status back = FromGrpc(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect"));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(ReasonOf(back), std::nullopt);
}

}  // namespace
}  // namespace kepil

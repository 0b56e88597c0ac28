#include "base/error.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(ErrorTest, CarriesReasonAndMetadataAsErrorInfo) {
  const absl::Status status =
      MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_POLICY_UNKNOWN,
                "no policy", {{"policy", "urn:x"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_POLICY_UNKNOWN);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(*ErrorInfoOf(status)));
  EXPECT_EQ(info.reason(), "POLICY_UNKNOWN");
  EXPECT_EQ(info.domain(), "kepil");
  EXPECT_EQ(info.metadata().at("policy"), "urn:x");
}

TEST(ErrorTest, ForeignStatusHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), std::nullopt);
  EXPECT_EQ(ReasonOf(absl::OkStatus()), std::nullopt);
}

TEST(ErrorTest, EveryReasonSurvivesARoundTrip) {
  for (int i = v1::ErrorReason_MIN; i <= v1::ErrorReason_MAX; ++i) {
    if (!v1::ErrorReason_IsValid(i)) {
      continue;
    }
    const auto reason = static_cast<v1::ErrorReason>(i);
    EXPECT_EQ(
        ReasonOf(MakeError(absl::StatusCode::kInternal, reason, "message")),
        reason);
  }
}

}  // namespace
}  // namespace kepil

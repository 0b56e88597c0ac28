#include "tests/support/status_matchers.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

using ::testing::Not;
using ::testing::Pointee;
using ::testing::SizeIs;

absl::Status Overloaded() {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_OVERLOADED, "full");
}

TEST(StatusMatchersTest, MatchStatus) {
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(Overloaded(), Not(IsOk()));
  EXPECT_THAT(Overloaded(), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Overloaded(), Not(StatusIs(absl::StatusCode::kInternal)));
  EXPECT_THAT(Overloaded(), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(Overloaded(), Not(HasReason(v1::ERROR_REASON_DEADLINE)));
  EXPECT_THAT(absl::InternalError("x"),
              Not(HasReason(v1::ERROR_REASON_UNSPECIFIED)));
}

TEST(StatusMatchersTest, MatchStatusOr) {
  const absl::StatusOr<std::string> text("abc");
  EXPECT_THAT(text, IsOk());
  EXPECT_THAT(text, IsOkAndHolds("abc"));
  EXPECT_THAT(text, IsOkAndHolds(SizeIs(3)));
  EXPECT_THAT(text, Not(IsOkAndHolds("abd")));
  const absl::StatusOr<std::string> error(Overloaded());
  EXPECT_THAT(error, Not(IsOk()));
  EXPECT_THAT(error, Not(IsOkAndHolds("abc")));
  EXPECT_THAT(error, HasReason(v1::ERROR_REASON_OVERLOADED));
}

TEST(StatusMatchersTest, MatchStatusOrOfMoveOnlyValue) {
  const absl::StatusOr<std::unique_ptr<int>> value(std::make_unique<int>(3));
  EXPECT_THAT(value, IsOkAndHolds(Pointee(3)));
}

}  // namespace
}  // namespace kepil

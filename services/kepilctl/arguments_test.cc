#include "services/kepilctl/arguments.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::ElementsAre;

absl::StatusOr<Arguments> Parse(std::vector<std::string> words) {
  const std::vector<OptionSpec> options = {
      {"policy", "ID", ""}, {"jobs", "N", ""}, {"json", "", ""}};
  return Arguments::Parse(words, options);
}

TEST(ArgumentsTest, ReadsOptionsAndOperandsInAnyOrder) {
  const auto arguments =
      Parse({"a", "--policy", "p", "b", "--json", "--jobs=3", "-"});
  ASSERT_THAT(arguments, IsOk());
  EXPECT_THAT(arguments->operands(), ElementsAre("a", "b", "-"));
  EXPECT_EQ(arguments->Get("policy"), "p");
  EXPECT_TRUE(arguments->Has("json"));
  EXPECT_THAT(arguments->GetNumber("jobs", {1, 1, 9}), IsOkAndHolds(3));
}

TEST(ArgumentsTest, AttachedValueMayLookLikeAnOption) {
  const auto arguments = Parse({"--policy=--json=1"});
  ASSERT_THAT(arguments, IsOk());
  EXPECT_EQ(arguments->Get("policy"), "--json=1");
  EXPECT_FALSE(arguments->Has("json"));
}

TEST(ArgumentsTest, DoubleDashEndsOptions) {
  const auto arguments = Parse({"--", "--json", "--"});
  ASSERT_THAT(arguments, IsOk());
  EXPECT_THAT(arguments->operands(), ElementsAre("--json", "--"));
}

TEST(ArgumentsTest, RefusesWhatItDoesNotKnow) {
  for (const char* word :
       {"--polcy", "--pol", "-j", "-policy", "--=x", "--json=yes"}) {
    EXPECT_THAT(Parse({word}), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << word;
  }
}

TEST(ArgumentsTest, RefusesMissingValueAndRepetition) {
  EXPECT_THAT(Parse({"--policy"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Parse({"--policy", "--json"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Parse({"--policy="}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Parse({"--json", "--json"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ArgumentsTest, NumbersHaveBounds) {
  const auto arguments = Parse({"--jobs", "10"});
  ASSERT_THAT(arguments, IsOk());
  EXPECT_THAT(arguments->GetNumber("jobs", {1, 1, 9}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(arguments->GetNumber("policy", {7, 1, 9}), IsOkAndHolds(7));
}

TEST(ArgumentsTest, RequiredThingsAreNamedInTheComplaint) {
  const auto arguments = Parse({"x", "y"});
  ASSERT_THAT(arguments, IsOk());
  EXPECT_THAT(std::string(arguments->Require("policy").status().message()),
              testing::HasSubstr("--policy"));
  EXPECT_THAT(std::string(arguments->OneOperand("receipt").status().message()),
              testing::HasSubstr("receipt"));
  EXPECT_THAT(arguments->NoOperands(),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace kepil

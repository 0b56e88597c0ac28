#include "services/kepilctl/usage_arguments.h"

#include <string>

#include "base/error.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::StatusOr<v1::UsageContext> Usage(const std::vector<std::string>& words) {
  const auto arguments = Arguments::Parse(words, UsageOptions());
  EXPECT_THAT(arguments, IsOk());
  return UsageFrom(*arguments);
}

TEST(UsageArgumentsTest, NothingIsNothing) {
  const auto usage = Usage({});
  ASSERT_THAT(usage, IsOk());
  EXPECT_EQ(usage->ByteSizeLong(), 0u);
}

// Law: DEF-14, GWY-01.
TEST(UsageArgumentsTest, SaysWhatTheOptionsSay) {
  const auto usage =
      Usage({"--for-country", "KZ", "--basis", "treaty", "--class", "CONTRACT",
             "--amount", "1.00 KZT", "--governing-law", "DE", "--agreement",
             "contract 7", "--authority", "confirmed", "--authority-source",
             "authority service", "--authority-as-of", "2026-01-01"});
  ASSERT_THAT(usage, IsOk());
  EXPECT_EQ(usage->relying_party_country(), "KZ");
  EXPECT_EQ(usage->lawful_basis(), "treaty");
  EXPECT_EQ(usage->document_class(), "CONTRACT");
  EXPECT_EQ(usage->amount(), "1.00 KZT");
  EXPECT_EQ(usage->exchange_governing_law(), "DE");
  EXPECT_EQ(usage->agreement_reference(), "contract 7");
  EXPECT_EQ(usage->signing_authority().result(),
            v1::SIGNING_AUTHORITY_CONFIRMED);
  EXPECT_EQ(usage->signing_authority().source(), "authority service");
  EXPECT_EQ(usage->signing_authority().as_of().seconds(), 1767225600);
}

TEST(UsageArgumentsTest, RefusesHalfAnAnswer) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {"--authority", "yes"},
           {"--authority-source", "authority service"},
           {"--authority", "refuted", "--authority-as-of", "yesterday"}}) {
    EXPECT_THAT(Usage(words), HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

}  // namespace
}  // namespace kepil

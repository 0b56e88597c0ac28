#include "engine/validation/revocation_freshness.h"

#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

const absl::Time kThis = absl::FromUnixSeconds(1'000'000);
const absl::Time kNext = kThis + absl::Hours(24);

TEST(RevocationFreshnessTest, PolicyComesBeforeNextUpdate) {
  const auto policy = MakeTestPolicy("revocation_freshness { seconds: 97200 }");
  EXPECT_EQ(FreshUntil({kThis, kNext}, *policy), kThis + absl::Hours(27));
  EXPECT_EQ(FreshUntil({kThis, std::nullopt}, *policy),
            kThis + absl::Hours(27));
}

TEST(RevocationFreshnessTest, WithoutPolicyTheIntervalOfTheDataCounts) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(FreshUntil({kThis, kNext}, *policy), kNext);
}

TEST(RevocationFreshnessTest, WithNeitherNothingIsFresh) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(FreshUntil({kThis, std::nullopt}, *policy), absl::InfinitePast());
}

}  // namespace
}  // namespace kepil

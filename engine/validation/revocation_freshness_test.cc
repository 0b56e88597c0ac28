#include "engine/validation/revocation_freshness.h"

#include "engine/validation/test_pki.h"
#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

constexpr RevocationSubject kEndEntity = RevocationSubject::kEndEntity;
constexpr RevocationSubject kCa = RevocationSubject::kCa;
const absl::Time kThis = absl::FromUnixSeconds(1'000'000);
const absl::Time kNext = kThis + absl::Hours(24);

TEST(RevocationFreshnessTest, PolicyComesBeforeNextUpdate) {
  const auto policy = MakeTestPolicy("revocation_freshness { seconds: 97200 }");
  EXPECT_EQ(FreshUntil({kThis, kNext}, kEndEntity, *policy),
            kThis + absl::Hours(27));
  EXPECT_EQ(FreshUntil({kThis, std::nullopt}, kEndEntity, *policy),
            kThis + absl::Hours(27));
}

TEST(RevocationFreshnessTest, WithoutPolicyTheIntervalOfTheDataCounts) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(FreshUntil({kThis, kNext}, kEndEntity, *policy), kNext);
}

TEST(RevocationFreshnessTest, WithNeitherNothingIsFresh) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(FreshUntil({kThis, std::nullopt}, kEndEntity, *policy),
            absl::InfinitePast());
}

TEST(RevocationFreshnessTest, CasHaveAFreshnessOfTheirOwn) {
  const auto policy = MakeTestPolicy(
      "revocation_freshness { seconds: 97200 } "
      "ca_revocation_freshness { seconds: 3024000 }");
  const absl::Time month = kThis + absl::Hours(24 * 30);
  EXPECT_EQ(FreshUntil({kThis, month}, kCa, *policy), month);
  EXPECT_EQ(FreshUntil({kThis, month}, kEndEntity, *policy),
            kThis + absl::Hours(27));
  // A daily list is not fresh for a month.
  EXPECT_EQ(FreshUntil({kThis, kNext}, kCa, *policy), kNext);
  EXPECT_EQ(FreshUntil({kThis, kThis + absl::Hours(8760)}, kCa, *policy),
            kThis + absl::Hours(840));
  EXPECT_EQ(FreshUntil({kThis, std::nullopt}, kCa, *policy),
            kThis + absl::Hours(840));
}

TEST(RevocationFreshnessTest, CasAreAsOthersWithoutARuleForThem) {
  const auto policy = MakeTestPolicy("revocation_freshness { seconds: 97200 }");
  EXPECT_EQ(FreshUntil({kThis, kNext}, kCa, *policy), kThis + absl::Hours(27));
}

TEST(RevocationFreshnessTest, BasicConstraintsTellACa) {
  const TestIdentity root = MakeTestRoot("C=XA,CN=Root");
  EXPECT_EQ(RevocationSubjectOf(*ReadTestCertificate(root)), kCa);
  EXPECT_EQ(RevocationSubjectOf(*ReadTestCertificate(MakeTestSigner(root))),
            kEndEntity);
}

}  // namespace
}  // namespace kepil

#include "engine/validation/algorithm_constraints.h"

#include <set>

#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

const absl::Time kEnd = absl::FromUnixSeconds(1000);

TEST(CheckReliabilityTest, PassesBeforeTheEndOnly) {
  const auto at = [](absl::Time time) {
    return CheckReliability(kEnd, time, Digest());
  };
  EXPECT_EQ(at(kEnd - absl::Nanoseconds(1)).outcome, v1::CHECK_OUTCOME_PASSED);
  const CheckResult late = at(kEnd);
  EXPECT_EQ(late.outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(late.if_failed,
            v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
  EXPECT_EQ(late.detail.reason, v1::FINDING_REASON_ALGORITHM_EXPIRED);
  EXPECT_EQ(late.detail.time, kEnd);
}

TEST(CheckReliabilityTest, NeverReliableIsUnsupported) {
  const CheckResult check =
      CheckReliability(absl::InfinitePast(), kEnd, Sha256("x"));
  EXPECT_EQ(check.if_failed, v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
  EXPECT_EQ(check.detail.reason, v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  EXPECT_EQ(check.detail.subject, Sha256("x"));
}

// Law: DEF-15, CRT-03.
TEST(CheckObjectAlgorithmTest, LooksAtSchemeHashAndKey) {
  const auto policy = MakeTestPolicy(R"(
    algorithms {
      hashes { hash: "sha256" } hashes { hash: "sha1" reliable_until { seconds: 1 } }
      keys { scheme: "ecdsa" min_bits: 256 }
    })");
  const TestKey key = TestKey::Generate(TestKeyKind::kP256);
  const auto decoded = PublicKey::FromSpki(key.Spki());
  ASSERT_THAT(decoded, IsOk());
  const auto check = [&](const std::string& hash) {
    const std::string der = TestSignatureAlgorithm(key, {hash, false});
    const auto algorithm = ParseAlgorithmIdentifier(der);
    EXPECT_THAT(algorithm, IsOk());
    return CheckObjectAlgorithm(*policy, *algorithm, **decoded, kEnd);
  };
  EXPECT_EQ(check("sha256").outcome, v1::CHECK_OUTCOME_PASSED);
  EXPECT_EQ(check("sha1").detail.reason, v1::FINDING_REASON_ALGORITHM_EXPIRED);
  EXPECT_EQ(check("sha384").detail.reason,
            v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  EXPECT_EQ(
      CheckObjectAlgorithm(*policy, AlgorithmIdentifier(), **decoded, kEnd)
          .outcome,
      v1::CHECK_OUTCOME_NOT_RUN);
}

TEST(KeyFailureTest, TellsUnknownFromUnusable) {
  EXPECT_EQ(KeyFailure(absl::UnimplementedError(""), Digest()).detail.reason,
            v1::FINDING_REASON_ALGORITHM_UNSUPPORTED);
  const CheckResult check =
      KeyFailure(absl::InvalidArgumentError(""), Digest());
  EXPECT_EQ(check.detail.reason, v1::FINDING_REASON_KEY_UNUSABLE);
  EXPECT_EQ(check.outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(check.if_failed, v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE);
}

TEST(KeyFailureTest, SaysWhatIsWrongWithTheKey) {
  EXPECT_EQ(KeyFailure(WithDefect(absl::InvalidArgumentError(""),
                                  CryptoDefect::kKeyAtInfinity),
                       Digest())
                .detail.reason,
            v1::FINDING_REASON_KEY_AT_INFINITY);
}

TEST(ReasonOfDefectTest, EveryDefectHasAReasonOfItsOwn) {
  EXPECT_EQ(
      ReasonOfDefect(CryptoDefect::kNone, v1::FINDING_REASON_VALUE_MISMATCH),
      v1::FINDING_REASON_VALUE_MISMATCH);
  std::set<v1::FindingReason> reasons = {v1::FINDING_REASON_VALUE_MISMATCH};
  for (int i = 1; i <= static_cast<int>(CryptoDefect::kSignatureEncoding);
       ++i) {
    EXPECT_TRUE(reasons
                    .insert(ReasonOfDefect(static_cast<CryptoDefect>(i),
                                           v1::FINDING_REASON_VALUE_MISMATCH))
                    .second)
        << i;
  }
}

}  // namespace
}  // namespace kepil

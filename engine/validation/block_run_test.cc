#include "engine/validation/block_run.h"

#include "engine/validation/test_policy.h"

namespace kepil {
namespace {

constexpr auto kContext = v1::SIGNATURE_CONTEXT_SIGNATURE;

CheckResult Failure(v1::SubIndication if_failed) {
  CheckResult check;
  check.outcome = v1::CHECK_OUTCOME_FAILED;
  check.if_failed = if_failed;
  return check;
}

class BlockRunTest : public testing::Test {
 protected:
  const ValidationPolicyRef policy_ = MakeTestPolicy(R"(
    levels { constraint: CONSTRAINT_ENCODING level: LEVEL_WARN }
    levels { constraint: CONSTRAINT_CLAIMED_TIME level: LEVEL_IGNORE })");
  BlockRun run_{*policy_, kContext, v1::BUILDING_BLOCK_X509_VALIDATION};
};

TEST_F(BlockRunTest, FirstFailureAtLevelFailFixesTheBlock) {
  run_.Apply(v1::CONSTRAINT_PATH_NAMES, CheckResult());
  EXPECT_FALSE(run_.has_failed());
  run_.Apply(v1::CONSTRAINT_KEY_USAGE,
             Failure(v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE));
  run_.Apply(v1::CONSTRAINT_SIGNATURE_INTACT,
             Failure(v1::SUB_INDICATION_SIG_CRYPTO_FAILURE));
  EXPECT_EQ(run_.result().status, BlockStatus::kIndeterminate);
  EXPECT_EQ(run_.result().sub_indication,
            v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE);
  ASSERT_EQ(run_.result().findings.size(), 3u);
  EXPECT_EQ(run_.result().findings[2].outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(run_.result().findings[2].constraint,
            v1::CONSTRAINT_SIGNATURE_INTACT);
}

TEST_F(BlockRunTest, WeakerLevelsAndMissingInputsOnlyRecord) {
  run_.Apply(v1::CONSTRAINT_ENCODING,
             Failure(v1::SUB_INDICATION_FORMAT_FAILURE));
  run_.Apply(v1::CONSTRAINT_CLAIMED_TIME,
             Failure(v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE));
  run_.NotRun(v1::CONSTRAINT_SIGNATURE_INTACT, {});
  run_.Report(v1::CONSTRAINT_ISSUER_SERIAL, {});
  EXPECT_EQ(run_.result().status, BlockStatus::kPassed);
  const auto& findings = run_.result().findings;
  ASSERT_EQ(findings.size(), 4u);
  EXPECT_EQ(findings[0].level, v1::LEVEL_WARN);
  EXPECT_EQ(findings[1].level, v1::LEVEL_IGNORE);
  EXPECT_EQ(findings[2].outcome, v1::CHECK_OUTCOME_NOT_RUN);
  EXPECT_EQ(findings[3].outcome, v1::CHECK_OUTCOME_FAILED);
  EXPECT_EQ(findings[3].level, v1::LEVEL_WARN);
}

TEST_F(BlockRunTest, FindingsSayWhatWasExamined) {
  const absl::Time time = absl::FromUnixSeconds(5);
  CheckResult check = Failure(v1::SUB_INDICATION_TRY_LATER);
  check.detail = {Sha256("x"), v1::FINDING_REASON_REVOCATION_STALE, time};
  run_.Apply(v1::CONSTRAINT_REVOCATION_FRESH, check);
  run_.NotRun(v1::CONSTRAINT_NOT_REVOKED, check.detail);
  const Finding& fresh = run_.result().findings[0];
  EXPECT_EQ(fresh.subject, Sha256("x"));
  EXPECT_EQ(fresh.reason, v1::FINDING_REASON_REVOCATION_STALE);
  EXPECT_EQ(fresh.time, time);
  EXPECT_EQ(fresh.block, v1::BUILDING_BLOCK_REVOCATION_FRESHNESS);
  EXPECT_EQ(run_.result().findings[1].block,
            v1::BUILDING_BLOCK_X509_VALIDATION);
}

TEST_F(BlockRunTest, AppendedFindingsFixNothing) {
  BlockResult called;
  called.status = BlockStatus::kFailed;
  called.findings.resize(2);
  run_.Append(called);
  EXPECT_EQ(run_.result().status, BlockStatus::kPassed);
  EXPECT_EQ(run_.result().findings.size(), 2u);
}

TEST(StatusOfTest, SixSubIndicationsAreFailures) {
  int failed = 0;
  for (int i = 0; i < v1::SubIndication_ARRAYSIZE; ++i) {
    failed +=
        StatusOf(static_cast<v1::SubIndication>(i)) == BlockStatus::kFailed;
  }
  EXPECT_EQ(failed, 6);
  EXPECT_EQ(StatusOf(v1::SUB_INDICATION_HASH_FAILURE), BlockStatus::kFailed);
  EXPECT_EQ(StatusOf(v1::SUB_INDICATION_TRY_LATER),
            BlockStatus::kIndeterminate);
  EXPECT_EQ(StatusOf(v1::SUB_INDICATION_NONE), BlockStatus::kPassed);
}

}  // namespace
}  // namespace kepil

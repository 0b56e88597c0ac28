#include "engine/validation/block_run.h"

#include <cstddef>

#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kUsualFindings = 16;  // Of the longest block.

}  // namespace

v1::CheckOutcome PassedIf(bool condition) {
  return condition ? v1::CHECK_OUTCOME_PASSED : v1::CHECK_OUTCOME_FAILED;
}

BlockStatus StatusOf(v1::SubIndication sub_indication) {
  switch (sub_indication) {
    case v1::SUB_INDICATION_NONE:
      return BlockStatus::kPassed;
    case v1::SUB_INDICATION_FORMAT_FAILURE:
    case v1::SUB_INDICATION_HASH_FAILURE:
    case v1::SUB_INDICATION_SIG_CRYPTO_FAILURE:
    case v1::SUB_INDICATION_REVOKED:
    case v1::SUB_INDICATION_EXPIRED:
    case v1::SUB_INDICATION_NOT_YET_VALID:
      return BlockStatus::kFailed;
    case v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE:
    case v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE:
    case v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE:
    case v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE:
    case v1::SUB_INDICATION_POLICY_PROCESSING_ERROR:
    case v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE:
    case v1::SUB_INDICATION_TIMESTAMP_ORDER_FAILURE:
    case v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND:
    case v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND:
    case v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
    case v1::SUB_INDICATION_REVOKED_NO_POE:
    case v1::SUB_INDICATION_REVOKED_CA_NO_POE:
    case v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED:
    case v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE:
    case v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE:
    case v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
    case v1::SUB_INDICATION_NO_POE:
    case v1::SUB_INDICATION_TRY_LATER:
    case v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND:
    case v1::SubIndication_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::SubIndication_INT_MAX_SENTINEL_DO_NOT_USE_:
      return BlockStatus::kIndeterminate;
  }
  return BlockStatus::kIndeterminate;
}

v1::Indication IndicationOf(BlockStatus status) {
  switch (status) {
    case BlockStatus::kPassed:
      return v1::INDICATION_TOTAL_PASSED;
    case BlockStatus::kFailed:
      return v1::INDICATION_TOTAL_FAILED;
    case BlockStatus::kIndeterminate:
      return v1::INDICATION_INDETERMINATE;
  }
  return v1::INDICATION_INDETERMINATE;
}

void BlockRun::Apply(v1::Constraint constraint, const CheckResult& check) {
  const v1::Level level = policy_.LevelOf(constraint, context_);
  Finding& finding = Add(constraint, level, check.outcome, check.detail);
  if (check.outcome == v1::CHECK_OUTCOME_FAILED) {
    finding.if_failed = check.if_failed;
  }
  if (check.outcome == v1::CHECK_OUTCOME_FAILED && level == v1::LEVEL_FAIL &&
      !has_failed()) {
    KEPIL_CHECK(check.if_failed != v1::SUB_INDICATION_NONE);
    result_.status = StatusOf(check.if_failed);
    result_.sub_indication = check.if_failed;
  }
}

void BlockRun::NotRun(v1::Constraint constraint, const CheckDetail& detail) {
  Add(constraint, policy_.LevelOf(constraint, context_),
      v1::CHECK_OUTCOME_NOT_RUN, detail);
}

void BlockRun::Report(v1::Constraint constraint, const CheckDetail& detail) {
  const v1::Level level = policy_.LevelOf(constraint, context_);
  Add(constraint, level == v1::LEVEL_FAIL ? v1::LEVEL_WARN : level,
      v1::CHECK_OUTCOME_FAILED, detail);
}

void BlockRun::Append(const BlockResult& called) {
  result_.findings.insert(result_.findings.end(), called.findings.begin(),
                          called.findings.end());
}

Finding& BlockRun::Add(v1::Constraint constraint, v1::Level level,
                       v1::CheckOutcome outcome, const CheckDetail& detail) {
  Finding finding;
  // 5.2.5 is called by 5.2.6, check by check.
  finding.block = constraint == v1::CONSTRAINT_REVOCATION_FRESH
                      ? v1::BUILDING_BLOCK_REVOCATION_FRESHNESS
                      : block_;
  finding.constraint = constraint;
  finding.level = level;
  finding.outcome = outcome;
  finding.subject = detail.subject;
  finding.reason = detail.reason;
  finding.time = detail.time;
  if (result_.findings.empty()) {
    result_.findings.reserve(kUsualFindings);
  }
  result_.findings.push_back(finding);
  return result_.findings.back();
}

}  // namespace kepil

#ifndef KEPIL_ENGINE_VALIDATION_BLOCK_RUN_H_
#define KEPIL_ENGINE_VALIDATION_BLOCK_RUN_H_

#include <optional>

#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/validation_policy.h"

namespace kepil {

// What a check was about and what it found.
struct CheckDetail {
  Digest subject;
  v1::FindingReason reason = v1::FINDING_REASON_UNSPECIFIED;
  std::optional<absl::Time> time;
};

// The outcome of one check, and what a failure at level FAIL means.
struct CheckResult {
  v1::CheckOutcome outcome = v1::CHECK_OUTCOME_PASSED;
  v1::SubIndication if_failed = v1::SUB_INDICATION_NONE;  // Not if FAILED.
  CheckDetail detail;
};

// PASSED or FAILED, for checks that are a yes or no.
v1::CheckOutcome PassedIf(bool condition);

// FAILED for the sub-indications that EN 319 102-1, table 5 puts under
// TOTAL-FAILED, PASSED for NONE, INDETERMINATE for the others.
BlockStatus StatusOf(v1::SubIndication sub_indication);

// EN 319 102-1, 5.1.3: the only place where a status becomes a verdict.
v1::Indication IndicationOf(BlockStatus status);

// BlockRun collects the findings of one building block (EN 319 102-1, 5.2).
// The first check that fails at level FAIL fixes status and sub-indication;
// checks applied later only add findings, so that a refusal is complete.
class BlockRun {
 public:
  // `policy` outlives the run.
  BlockRun(const ValidationPolicy& policy, v1::SignatureContext context,
           v1::BuildingBlock block)
      : policy_(policy), context_(context), block_(block) {}

  // Records the outcome of one check at the level that the policy gives to
  // `constraint`.
  void Apply(v1::Constraint constraint, const CheckResult& check);
  // A check that lacks its input.
  void NotRun(v1::Constraint constraint, const CheckDetail& detail);
  // A failure that changes no verdict, at level WARN at most.
  void Report(v1::Constraint constraint, const CheckDetail& detail);
  // Findings of a block that this one calls; they fix nothing by themselves.
  void Append(const BlockResult& called);

  bool has_failed() const { return result_.status != BlockStatus::kPassed; }
  const BlockResult& result() const { return result_; }

 private:
  Finding& Add(v1::Constraint constraint, v1::Level level,
               v1::CheckOutcome outcome, const CheckDetail& detail);

  const ValidationPolicy& policy_;
  const v1::SignatureContext context_;
  const v1::BuildingBlock block_;
  BlockResult result_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_BLOCK_RUN_H_

#include "engine/validation/validation_context.h"

#include "engine/validation/block_run.h"

namespace kepil {

BlockResult RunValidationContext(const ValidationContextInput& input) {
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_VALIDATION_CONTEXT);
  const auto& named = input.signature.attributes().signature_policy;
  CheckResult check;
  if (named.has_value() && !named->empty()) {
    check.outcome = v1::CHECK_OUTCOME_FAILED;
    check.if_failed = v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE;
    check.detail.reason = v1::FINDING_REASON_POLICY_UNKNOWN;
  } else if (!named.has_value()) {
    check.detail.reason = v1::FINDING_REASON_NO_EXPLICIT_POLICY;
  }
  run.Apply(v1::CONSTRAINT_SIGNATURE_POLICY, check);
  return run.result();
}

}  // namespace kepil

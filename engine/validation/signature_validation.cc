#include "engine/validation/signature_validation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/validation/basic_validation.h"
#include "engine/validation/block_run.h"

namespace kepil {
namespace {

// EN 319 102-1, 5.1.3: the only place where a status becomes a verdict.
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

// Time-stamps are reported, not judged: clause 5.4 comes later.
void AddTimestamps(const ValidationInput& input, Conclusion& conclusion) {
  const SignatureAttributes& attributes = input.signature.attributes();
  if (attributes.content_timestamps.empty() &&
      attributes.signature_timestamps.empty() &&
      attributes.archive_timestamps == 0) {
    return;
  }
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_TIMESTAMP_VALIDATION);
  run.NotRun(v1::CONSTRAINT_TIMESTAMP_TRUSTED,
             {input.signature.value_digest(),
              v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED,
              {}});
  const BlockResult& block = run.result();
  conclusion.findings.insert(conclusion.findings.end(), block.findings.begin(),
                             block.findings.end());
}

// What could not be gathered, in one order. It explains a TRY_LATER and decides
// nothing: level WARN at most.
void AddAcquisitionFailures(const ValidationInput& input,
                            Conclusion& conclusion) {
  std::vector<Finding> failures = input.evidence.acquisition_failures;
  const v1::Level level =
      input.policy.LevelOf(v1::CONSTRAINT_EVIDENCE_ACQUIRED, input.context);
  for (Finding& failure : failures) {
    failure.block = v1::BUILDING_BLOCK_EVIDENCE_ACQUISITION;
    failure.constraint = v1::CONSTRAINT_EVIDENCE_ACQUIRED;
    failure.level = level == v1::LEVEL_FAIL ? v1::LEVEL_WARN : level;
  }
  std::sort(failures.begin(), failures.end(),
            [](const Finding& a, const Finding& b) {
              return std::tie(a.subject, a.reason, a.outcome, a.time) <
                     std::tie(b.subject, b.reason, b.outcome, b.time);
            });
  conclusion.findings.insert(conclusion.findings.end(), failures.begin(),
                             failures.end());
}

}  // namespace

Conclusion ValidateSignature(const ValidationInput& input) {
  BasicValidationResult basic = RunBasicValidation(input);
  Conclusion conclusion;
  conclusion.indication = IndicationOf(basic.block.status);
  conclusion.sub_indication = basic.block.sub_indication;
  conclusion.control_time = input.control_time;
  conclusion.best_signature_time = input.control_time;
  conclusion.best_time_proof = v1::TIME_PROOF_CONTROL_TIME;
  conclusion.path = std::move(basic.path);
  conclusion.signing_certificate = std::move(basic.signing_certificate);
  conclusion.findings = std::move(basic.block.findings);
  AddTimestamps(input, conclusion);
  AddAcquisitionFailures(input, conclusion);
  return conclusion;
}

}  // namespace kepil

#include "engine/validation/signature_acceptance.h"

#include <algorithm>

#include "engine/validation/algorithm_constraints.h"
#include "engine/validation/block_run.h"

namespace kepil {
namespace {

class Acceptance {
 public:
  explicit Acceptance(const SignatureAcceptanceInput& input)
      : input_(input),
        attributes_(input.signature.attributes()),
        run_(input.policy, input.context,
             v1::BUILDING_BLOCK_SIGNATURE_ACCEPTANCE) {}

  BlockResult Run() {
    CheckAlgorithms();
    CheckAttributes();
    CheckClaimedTime();
    return run_.result();
  }

 private:
  CheckDetail Detail(v1::FindingReason reason) const {
    CheckDetail detail;
    detail.subject = input_.signature.value_digest();
    detail.reason = reason;
    return detail;
  }
  // A failure has `reason`, a pass has none.
  void Apply(v1::Constraint constraint, v1::CheckOutcome outcome,
             v1::FindingReason reason) {
    run_.Apply(constraint, {outcome, v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE,
                            Detail(outcome == v1::CHECK_OUTCOME_FAILED
                                       ? reason
                                       : v1::FINDING_REASON_UNSPECIFIED)});
  }
  void CheckAlgorithms();
  void CheckAttributes();
  void CheckClaimedTime();

  const SignatureAcceptanceInput& input_;
  const SignatureAttributes& attributes_;
  BlockRun run_;
};

void Acceptance::CheckAlgorithms() {
  const absl::StatusOr<ResolvedAlgorithm> resolved =
      input_.key == nullptr
          ? absl::StatusOr<ResolvedAlgorithm>(absl::UnknownError("no key"))
          : input_.signature.ResolveAlgorithm(*input_.key);
  if (!resolved.ok()) {
    // Cryptographic verification has said why.
    run_.NotRun(v1::CONSTRAINT_SIGNATURE_ALGORITHM,
                Detail(v1::FINDING_REASON_UNSPECIFIED));
    run_.NotRun(v1::CONSTRAINT_ALGORITHM_IDENTIFIERS,
                Detail(v1::FINDING_REASON_UNSPECIFIED));
    return;
  }
  absl::Time until =
      input_.policy.ReliableUntil(resolved->algorithm, *input_.key);
  for (const SignedDataObject& object : input_.signature.signed_data()) {
    until = std::min(until, input_.policy.ReliableUntil(object.hash));
  }
  run_.Apply(
      v1::CONSTRAINT_SIGNATURE_ALGORITHM,
      CheckReliability(until, input_.time, input_.signature.value_digest()));
  Apply(v1::CONSTRAINT_ALGORITHM_IDENTIFIERS,
        PassedIf(resolved->quirks.empty()), v1::FINDING_REASON_ALGORITHM_QUIRK);
}

void Acceptance::CheckAttributes() {
  Apply(v1::CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT,
        PassedIf(attributes_.has_signed_attributes),
        v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT);
  if (!attributes_.content_type.has_value()) {
    run_.NotRun(v1::CONSTRAINT_CONTENT_TYPE,
                Detail(v1::FINDING_REASON_UNSPECIFIED));
    return;
  }
  Apply(v1::CONSTRAINT_CONTENT_TYPE,
        PassedIf(*attributes_.content_type ==
                 input_.signature.encapsulated_content_type()),
        v1::FINDING_REASON_CONTENT_TYPE_MISMATCH);
}

void Acceptance::CheckClaimedTime() {
  if (!attributes_.signing_time.has_value()) {
    run_.NotRun(v1::CONSTRAINT_CLAIMED_TIME,
                Detail(v1::FINDING_REASON_UNSPECIFIED));
    return;
  }
  CheckResult check;
  check.outcome = PassedIf(*attributes_.signing_time <=
                           input_.time + input_.policy.clock_skew());
  check.if_failed = v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE;
  check.detail = Detail(check.outcome == v1::CHECK_OUTCOME_FAILED
                            ? v1::FINDING_REASON_FUTURE_CLAIMED_TIME
                            : v1::FINDING_REASON_UNSPECIFIED);
  check.detail.time = attributes_.signing_time;
  run_.Apply(v1::CONSTRAINT_CLAIMED_TIME, check);
}

}  // namespace

BlockResult RunSignatureAcceptance(const SignatureAcceptanceInput& input) {
  return Acceptance(input).Run();
}

}  // namespace kepil

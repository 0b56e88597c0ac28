#include "engine/validation/counter_signature_validation.h"

#include <algorithm>
#include <optional>

#include "engine/validation/block_run.h"
#include "engine/validation/cryptographic_verification.h"
#include "engine/validation/signing_certificate.h"

namespace kepil {
namespace {

// Why its claims cannot be read one way only; UNSPECIFIED if they can. It has
// no content-type attribute, so kMissingMandatoryAttribute is as it shall be.
v1::FindingReason UnreadableReason(const ParsedSignature& signature) {
  for (const FormatDeviation deviation : signature.deviations()) {
    if (deviation == FormatDeviation::kMalformedSigner) {
      return v1::FINDING_REASON_MALFORMED_SIGNER;
    }
    if (deviation == FormatDeviation::kDuplicateAttribute ||
        deviation == FormatDeviation::kMultipleAttributeValues) {
      return v1::FINDING_REASON_DUPLICATE_ATTRIBUTE;
    }
    if (deviation == FormatDeviation::kMalformedAttribute) {
      return v1::FINDING_REASON_MALFORMED_ATTRIBUTE;
    }
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

// UNSPECIFIED if it is intact.
v1::FindingReason FailureOf(const ParsedSignature& counter,
                            const ValidationInput& input) {
  const v1::FindingReason unreadable = UnreadableReason(counter);
  if (unreadable != v1::FINDING_REASON_UNSPECIFIED) {
    return unreadable;
  }
  const CertificateRef certificate =
      RunSigningCertificate(
          {counter, input.evidence.certificates, input.policy, input.context})
          .certificate;
  if (certificate == nullptr) {
    return v1::FINDING_REASON_CERTIFICATE_ABSENT;
  }
  const BlockResult block = RunCryptographicVerification(
      {counter, certificate->public_key(), input.policy, input.context});
  for (const Finding& finding : block.findings) {
    if (finding.outcome == v1::CHECK_OUTCOME_FAILED) {
      return finding.reason;
    }
  }
  return v1::FINDING_REASON_UNSPECIFIED;
}

}  // namespace

BlockResult RunCounterSignatureValidation(const ValidationInput& input) {
  BlockRun run(input.policy, input.context,
               v1::BUILDING_BLOCK_COUNTER_SIGNATURE);
  for (const auto& counter : input.signature.counter_signatures()) {
    const v1::FindingReason reason = FailureOf(*counter, input);
    const CheckDetail detail = {counter->value_digest(), reason, {}};
    if (reason == v1::FINDING_REASON_UNSPECIFIED) {
      run.Apply(v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT,
                {v1::CHECK_OUTCOME_PASSED, v1::SUB_INDICATION_NONE, detail});
    } else {
      run.Report(v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT, detail);
    }
  }
  if (input.signature.attributes().counter_signatures.size() >
      input.signature.counter_signatures().size()) {
    run.NotRun(
        v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT,
        {input.signature.value_digest(), v1::FINDING_REASON_LIMIT_REACHED, {}});
  }
  return run.result();
}

}  // namespace kepil

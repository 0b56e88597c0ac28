#include "engine/validation/format_checking.h"

#include "engine/validation/block_run.h"

namespace kepil {
namespace {

struct Meaning {
  v1::Constraint constraint;
  v1::FindingReason reason;
};

Meaning MeaningOf(FormatDeviation deviation) {
  switch (deviation) {
    case FormatDeviation::kBerEncoding:
    case FormatDeviation::kTrailingZeros:
      return {v1::CONSTRAINT_ENCODING, v1::FINDING_REASON_BER_ENCODING};
    case FormatDeviation::kSignedAttributesNotDer:
    case FormatDeviation::kAttributeOrder:
      return {v1::CONSTRAINT_ENCODING,
              v1::FINDING_REASON_SIGNED_ATTRIBUTES_NOT_DER};
    case FormatDeviation::kVersionMismatch:
    case FormatDeviation::kDigestAlgorithmNotListed:
      return {v1::CONSTRAINT_ENCODING, v1::FINDING_REASON_PROFILE_DEVIATION};
    case FormatDeviation::kEmbeddedObjectUnreadable:
      return {v1::CONSTRAINT_ENCODING,
              v1::FINDING_REASON_CERTIFICATE_UNREADABLE};
    case FormatDeviation::kSignedAttributesAbsent:
      // Judged by signature acceptance.
      return {v1::CONSTRAINT_UNSPECIFIED, v1::FINDING_REASON_UNSPECIFIED};
    case FormatDeviation::kRepeatedSigningCertificate:
      return {v1::CONSTRAINT_ENCODING, v1::FINDING_REASON_DUPLICATE_ATTRIBUTE};
    case FormatDeviation::kDuplicateAttribute:
    case FormatDeviation::kMultipleAttributeValues:
      return {v1::CONSTRAINT_ATTRIBUTES_UNIQUE,
              v1::FINDING_REASON_DUPLICATE_ATTRIBUTE};
    case FormatDeviation::kMalformedAttribute:
      return {v1::CONSTRAINT_STRUCTURE, v1::FINDING_REASON_MALFORMED_ATTRIBUTE};
    case FormatDeviation::kMissingMandatoryAttribute:
      return {v1::CONSTRAINT_STRUCTURE,
              v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT};
    case FormatDeviation::kMalformedSigner:
      return {v1::CONSTRAINT_STRUCTURE, v1::FINDING_REASON_MALFORMED_SIGNER};
  }
  return {v1::CONSTRAINT_STRUCTURE, v1::FINDING_REASON_UNSPECIFIED};
}

}  // namespace

BlockResult RunFormatChecking(const FormatCheckingInput& input) {
  BlockRun run(input.policy, input.context, v1::BUILDING_BLOCK_FORMAT_CHECKING);
  for (const v1::Constraint constraint :
       {v1::CONSTRAINT_STRUCTURE, v1::CONSTRAINT_ENCODING,
        v1::CONSTRAINT_ATTRIBUTES_UNIQUE}) {
    CheckDetail detail;
    detail.subject = input.signature.value_digest();
    bool passed = true;
    for (const FormatDeviation deviation : input.signature.deviations()) {
      const Meaning meaning = MeaningOf(deviation);
      if (meaning.constraint == constraint) {
        passed = false;
        detail.reason = meaning.reason;
        run.Apply(constraint, {v1::CHECK_OUTCOME_FAILED,
                               v1::SUB_INDICATION_FORMAT_FAILURE, detail});
      }
    }
    if (passed) {
      run.Apply(constraint,
                {v1::CHECK_OUTCOME_PASSED, v1::SUB_INDICATION_NONE, detail});
    }
  }
  return run.result();
}

}  // namespace kepil

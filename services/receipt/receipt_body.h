#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// The one crossing from the engine's types to the messages in a receipt. Equal
// inputs give equal messages, field by field.
v1::Conclusion ConclusionToMessage(const Conclusion& conclusion);
v1::Finding FindingToMessage(const Finding& finding);
absl::StatusOr<Finding> FindingFromMessage(const v1::Finding& message);

// The manifest of a closed set: items sorted by kind, digest, source; equal
// sets give equal bytes.
v1::EvidenceManifest ManifestOf(const EvidenceSet& evidence,
                                absl::Time control_time);

// What a replay compares: serialized deterministically, the part of a body
// that a verdict decides (signatures, policy, snapshot, evidence digests).
std::string VerdictBytes(const v1::ReceiptBody& body);

// The DVC status of a whole receipt (RFC 3029): granted only if every
// signature is TOTAL_PASSED.
Outcome OutcomeOf(const v1::ReceiptBody& body);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_

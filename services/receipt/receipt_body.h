#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// The one crossing from the engine's types to the messages in a receipt. Equal
// inputs give equal messages, field by field. Times are exact to the
// nanosecond; an infinite one is left out. FindingFromMessage undoes
// FindingToMessage; INVALID_ARGUMENT/REQUEST_MALFORMED for a subject of another
// length than 0 or 32 octets, a time out of range or a number in no
// enumeration.
v1::Conclusion ConclusionToMessage(const Conclusion& conclusion);
v1::Finding FindingToMessage(const Finding& finding);
absl::StatusOr<Finding> FindingFromMessage(const v1::Finding& message);

// The manifest of a closed set: items sorted by kind, digest, source; equal
// sets give equal bytes. An item stands in it once, and so does a failure.
v1::EvidenceManifest ManifestOf(const EvidenceSet& evidence,
                                absl::Time control_time);

// The part of a body that a verdict decides: reports, snapshot, policy,
// algorithm table, legal rules, evidence digest, algorithm version.
v1::ReceiptBody VerdictPart(const v1::ReceiptBody& body);
// What a replay compares: VerdictPart, serialized deterministically.
std::string VerdictBytes(const v1::ReceiptBody& body);

// Whether a registered foreign TTP vouches for a signature that we could not
// lead to an anchor and have nothing else against (REG-03).
bool IsVouchedFor(const v1::SignatureReport& report);
// The outcome of one signature: that of its conclusion, but kValid if it
// IsVouchedFor.
Outcome OutcomeOf(const v1::SignatureReport& report);

// The outcome of a whole receipt: kValid only if there is a signature and every
// one is valid; kNotValid if one is not valid; else kNoVerdict.
Outcome OutcomeOf(const v1::ReceiptBody& body);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_BODY_H_

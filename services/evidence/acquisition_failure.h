#ifndef KEPIL_SERVICES_EVIDENCE_ACQUISITION_FAILURE_H_
#define KEPIL_SERVICES_EVIDENCE_ACQUISITION_FAILURE_H_

#include "absl/status/status.h"
#include "engine/crypto/digest.h"
#include "engine/validation/conclusion.h"

namespace kepil {

// A finding that something could not be had, at level WARN. `subject` is the
// fingerprint of the certificate whose status was asked for, or the digest of
// the object that could not be used.
Finding MakeAcquisitionFailure(const Digest& subject, v1::FindingReason reason);

// Why an exchange, or the use of what it brought, failed with `status`.
v1::FindingReason AcquisitionReasonOf(const absl::Status& status);

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_ACQUISITION_FAILURE_H_

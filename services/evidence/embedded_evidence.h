#ifndef KEPIL_SERVICES_EVIDENCE_EMBEDDED_EVIDENCE_H_
#define KEPIL_SERVICES_EVIDENCE_EMBEDDED_EVIDENCE_H_

#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/signature_document.h"
#include "engine/validation/evidence_set.h"

namespace kepil {

// Everything that stands in `document` and may serve as evidence: certificates
// (each once), CRLs and OCSP answers of the document and of its signatures
// (each once, origin kSignature, obtained at `control_time`), then the same of
// the time-stamps that can be read (origin kTimestamp). Nothing is verified.
// An object that cannot be decoded is a failure at level INFORM, and
// so is the cut after `max_revocation` CRLs and answers (LIMIT_REACHED).
EvidenceSet GatherEmbeddedEvidence(const SignatureDocument& document,
                                   CertificateReader& certificates,
                                   absl::Time control_time, int max_revocation);

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EMBEDDED_EVIDENCE_H_

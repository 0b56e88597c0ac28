#ifndef KEPIL_ENGINE_SIGNATURE_DVCS_DOCUMENT_H_
#define KEPIL_ENGINE_SIGNATURE_DVCS_DOCUMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate_reader.h"
#include "engine/signature/dvcs_request.h"
#include "engine/signature/parse_limits.h"
#include "engine/signature/signature_document.h"

namespace kepil {

// The octets of `data` that are judged, and that a receipt names by digest: a
// message's value octets, the DER of certificates, the DER of an imprint.
std::string DvcsSubjectOctets(const DvcsData& data);

// What a DVCS request asks to be judged, from those octets, which must outlive
// it:
// - vsd: the signatures of a SignedData with its content inside (errors as
//   ParseSignatureDocument);
// - cpkc: each target, a CertificateSubject; certificates, CRLs and OCSP
//   answers of the chains are evidence at hand, other tokens are passed over.
//   INVALID_ARGUMENT: REQUEST_MALFORMED for a target that is no certificate,
//   FORMAT_UNKNOWN for one that cannot be read, CONTAINER_LIMIT over
//   max_certificates or max_revocation;
// - cpd, ccpd: nothing, an empty document.
absl::StatusOr<SignatureDocument> DvcsDocumentOf(DvcsService service,
                                                 absl::string_view octets,
                                                 CertificateReader& reader,
                                                 const ParseLimits& limits);

}  // namespace kepil

#endif  // KEPIL_ENGINE_SIGNATURE_DVCS_DOCUMENT_H_

#ifndef KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_
#define KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_answer.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/receipt_identity.h"

namespace kepil {

// OID of the DVCSCertInfo extension whose value is the ReceiptBody: arc A.1,
// A = 2.25.140473748375849794583919697175305664098.
extern const char kReceiptBodyOid[];

// What our data validation certificate says of `parsed`, whose octets are
// `body` (RFC 3029, 9.1): serial, responseTime = issued_at, policy, the body as
// extension. dvStatus is granted only for a receipt whose OutcomeOf is kValid,
// or for cpd and ccpd, which judge nothing; grantedWithMods if a foreign TTP
// vouches for some of it; waiting if one was silent and there is no verdict;
// else rejection with the URNs of what the signatures came to, each once;
// "indeterminate:<URN>" where there is no verdict.
//
// A receipt asked for by RFC 3029 repeats of the request what its
// DvcsExchange holds: request information, imprint, signature, `certs`. Any
// other says vsd, with the SHA-256 of the signature file as received; `certs`
// is left out: the body names the certificates by digest. So the DVC is a
// function of the body alone. Nothing in the body is checked here.
DvcsCertificateInfo DvcCertInfoOf(const v1::ReceiptBody& parsed,
                                  absl::string_view body);

// PKIStatusInfo of one signature or certificate that came to `conclusion`.
DvcStatusInfo DvcStatusOf(const v1::Conclusion& conclusion);

// TargetEtcChain (RFC 3029, 7.4) of one signature or certificate: the
// certificate judged (or, if it was not found, our status in its place), then
// our status of it and the path that was judged, its anchor included. If a
// foreign TTP vouches (IsVouchedFor `report`) our status is grantedWithMods,
// and last stand that TTP's DVC from `evidence` as an assertion, if it counts
// and is DER, and our status of that (RFC 3029, appendix C.3).
std::string DvcTargetOf(const Conclusion& conclusion,
                        const v1::SignatureReport& report,
                        const EvidenceSet& evidence);

// DVCSResponse as a function of the body (same serial, same time), so that a
// signature tried again covers the same bytes. DATA_LOSS/STORE_CORRUPT if
// `body` is no ReceiptBody.
absl::StatusOr<std::string> DvcsResponseOf(absl::string_view body);

// CMS over `response`, DER of a DVCSResponse, with the signing time `time`;
// certificates are the signer's and its issuers but a self-issued one. Errors
// of WriteSignedData.
absl::StatusOr<std::string> SignDvcsResponse(absl::string_view response,
                                             absl::Time time,
                                             const ReceiptIdentity& identity);

// The signed receipt: SignDvcsResponse of DvcsResponseOf(body) at issued_at.
// Errors: as those.
absl::StatusOr<std::string> SignDvc(absl::string_view body,
                                    const ReceiptIdentity& identity);
// The same for a body whose octets are `body`.
absl::StatusOr<std::string> SignDvc(const v1::ReceiptBody& parsed,
                                    absl::string_view body,
                                    const ReceiptIdentity& identity);

// A signed error notice (RFC 3029, 9.2). UNAVAILABLE/SIGNER_DOWN if the
// identity is not usable at `time`; errors of WriteSignedData.
absl::StatusOr<std::string> SignDvcsErrorNotice(
    const DvcsErrorNotice& notice, absl::Time time,
    const ReceiptIdentity& identity);

// The same with no SignerInfo: what RFC 3029, 9 prescribes for a server that
// cannot sign. No more to be trusted than the channel it comes through.
std::string WriteUnsignedErrorNotice(const DvcsErrorNotice& notice);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

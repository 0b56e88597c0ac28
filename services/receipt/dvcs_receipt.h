#ifndef KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_
#define KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_response.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/receipt_identity.h"

namespace kepil {

// OID of the DVCSCertInfo extension whose value is the ReceiptBody: arc A.1,
// A = 2.25.140473748375849794583919697175305664098.
extern const char kReceiptBodyOid[];

// What our data validation certificate says of `parsed`, whose octets are
// `body` (RFC 3029, 9.1): service vsd, messageImprint = SHA-256 of the
// signature file as received, serial, responseTime = issued_at, policy, the
// body as extension. dvStatus is granted only for a receipt whose OutcomeOf is
// kValid, else rejection with the URNs of what the signatures came to, each
// once; "indeterminate:<URN>" where there is no verdict.
//
// `certs` is left out, though RFC 3029 wants one TargetEtcChain per signature
// from vsd: the body names the certificates by digest and the evidence archive
// holds them, so that the DVC is a function of the body alone.
DvcCertInfo DvcCertInfoOf(const v1::ReceiptBody& parsed,
                          absl::string_view body);

// DVCSResponse as a function of the body (same serial, same time), so that a
// signature tried again covers the same bytes. DATA_LOSS/STORE_CORRUPT if
// `body` is no ReceiptBody.
absl::StatusOr<std::string> DvcsResponseOf(absl::string_view body);

// The signed receipt: CMS over DvcsResponseOf(body), with the signing time
// issued_at; certificates are the signer's and its issuers but a self-issued
// one. Errors: as DvcsResponseOf and WriteSignedData.
absl::StatusOr<std::string> SignDvc(absl::string_view body,
                                    const ReceiptIdentity& identity);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

#ifndef KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_
#define KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/signature/dvcs_response.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/receipt_issuer.h"

namespace kepil {

// OID of the DVCSCertInfo extension whose value is the ReceiptBody: arc A.1,
// A = 2.25.140473748375849794583919697175305664098.
extern const char kReceiptBodyOid[];

// DVCSResponse as a function of the body (same serial, same time), so that a
// signature tried again covers the same bytes: service vsd, messageImprint =
// SHA-256 of the signature file as received.
absl::StatusOr<std::string> DvcsResponseOf(absl::string_view body);

// The signed receipt: CMS over DvcsResponseOf(body).
absl::StatusOr<std::string> SignDvc(absl::string_view body,
                                    const ReceiptIdentity& identity);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_DVCS_RECEIPT_H_

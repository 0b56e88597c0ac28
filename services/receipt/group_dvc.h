#ifndef KEPIL_SERVICES_RECEIPT_GROUP_DVC_H_
#define KEPIL_SERVICES_RECEIPT_GROUP_DVC_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/signature/dvcs_answer.h"
#include "services/receipt/receipt_identity.h"

namespace kepil {

// OID of the DVCSCertInfo extension whose value is a v1.ReceiptGroup: arc A.4.
extern const char kReceiptGroupOid[];

// What one DVC says of a group of receipts.
struct GroupFacts {
  Digest root;               // GroupTree over the bodies.
  int64_t size = 0;          // Bodies.
  int64_t first_serial = 0;  // Lowest serial number among them.
  std::string policy_oid;    // Of all of them.
  absl::Time issued_at;      // Latest among them.
};

// The data validation certificate of a group. It certifies possession (ccpd)
// of what the root commits to and judges nothing: the verdicts stand in the
// bodies. messageImprint is the root, responseTime is issued_at, serialNumber
// is 2^63 + first_serial: no receipt with a DVC of its own has that.
DvcsCertificateInfo GroupCertInfoOf(const GroupFacts& facts);

// The facts that GroupCertInfoOf writes as `info`; nullopt if it never does.
std::optional<GroupFacts> GroupFactsOf(const DvcsCertificateInfo& info);

// The signed DVC; errors of WriteSignedData.
absl::StatusOr<std::string> SignGroupDvc(const GroupFacts& facts,
                                         const ReceiptIdentity& identity);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_GROUP_DVC_H_

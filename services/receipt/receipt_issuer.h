#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/signer.h"
#include "engine/pki/certificate.h"
#include "engine/validation/conclusion.h"
#include "engine/validation/evidence_set.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/receipt_log.h"
#include "services/receipt/receipt_store.h"

namespace kepil {

// The receipt certificate, what it chains to, and the key.
struct ReceiptIdentity {
  ReceiptSigner key;
  CertificateRef certificate;           // Critical id-kp-dvcs.
  std::vector<CertificateRef> issuers;  // Up to its anchor.
};
// UNAVAILABLE/SIGNER_DOWN unless key and certificate are one pair, the
// certificate is in its validity period at `now`, has keyUsage for signing and
// the critical EKU id-kp-dvcs alone.
absl::Status CheckReceiptIdentity(const ReceiptIdentity& identity,
                                  absl::Time now);

// ReceiptIssuer appends a prepared body to the log and signs the DVC around
// the stored bytes. Thread-safe.
class ReceiptIssuer {
 public:
  struct Rooms {  // Borrowed; outlive the issuer.
    ReceiptLog& log;
    ReceiptStore& store;
    const ReceiptIdentity& identity;
    // Fills `size` random octets; injected (R15).
    std::function<std::string(int size)> random;
    std::string log_origin;
  };
  explicit ReceiptIssuer(Rooms rooms);

  struct Draft {
    // Everything but id, salt, serial, issued_at, log_origin, evidence_sha256.
    v1::ReceiptBody body;
    v1::EvidenceManifest manifest;
    std::optional<IdempotencyRow> idempotency;
    // Evidence that goes into the DVC's certs: per signature, the signer's
    // certificate DER and the path's; may be empty.
    std::vector<std::vector<std::string>> paths;
  };
  // Errors as ReceiptLog::Append. A failed signature leaves the record, which
  // is signed by the next GetReceipt: no hole.
  absl::StatusOr<v1::IssuedReceipt> Issue(Draft draft);
  // The stored receipt, its DVC made again if it is missing.
  absl::StatusOr<v1::IssuedReceipt> Get(const ReceiptId& id);
  absl::StatusOr<v1::IssuedReceipt> GetByIndex(int64_t index);

 private:
  absl::StatusOr<v1::IssuedReceipt> Finish(const ReceiptRecord& record);

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_

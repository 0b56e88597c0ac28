#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_RECORD_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "kepil/v1/receipt.pb.h"

namespace kepil {

// 16 random octets; lower-case hex for people.
using ReceiptId = std::string;

// A place in the receipts log. serial() is what stands in the receipt.
struct LogPosition {
  int64_t index = 0;
  absl::Time issued_at;  // Whole seconds; never before an earlier index's.
  int64_t serial() const { return index + 1; }
};

// One idempotency key of one principal, and the request that used it.
struct IdempotencyRow {
  std::string principal_sha256;  // 32 octets.
  std::string key_sha256;        // 32 octets.
  Digest request;
};

// ReceiptRecord is one receipt as stored. `body` is encoded once and from then
// on only copied; the DVC carries these bytes, and only the DVC is signed.
struct ReceiptRecord {
  ReceiptId id;
  LogPosition position;  // Also inside `body`.
  std::string body;      // Serialized v1.ReceiptBody.
  std::string leaf;      // What the public log commits to; no personal data.
  std::string manifest;  // Serialized v1.EvidenceManifest.
  std::optional<IdempotencyRow> idempotency;
  // The judged file as received, which goes into the archive of evidence with
  // the record; "": it is not kept.
  std::string file;
};

// The log's leaf: 0x01 || SHA-256(salt || body) || indication:1 || snapshot:8
// || unix seconds:8, big-endian; 50 octets. `body` is the octets of `parsed`;
// `indication` is the number of the worst v1.Indication among its signatures
// (TOTAL_FAILED, then INDETERMINATE, then TOTAL_PASSED).
std::string ReceiptLeaf(const v1::ReceiptBody& parsed, absl::string_view body);

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_RECORD_H_

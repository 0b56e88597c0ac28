#ifndef KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_
#define KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/legal/legal_calendar.h"
#include "kepil/v1/receipt.pb.h"
#include "services/receipt/dvc_shelf.h"
#include "services/receipt/group_signer.h"
#include "services/receipt/receipt_identity.h"
#include "services/receipt/receipt_log.h"
#include "services/receipt/receipt_store.h"

namespace kepil {

// ReceiptIssuer appends a prepared body to the log and signs the DVC around
// the stored bytes. Thread-safe.
class ReceiptIssuer {
 public:
  struct Rooms {  // Borrowed; outlive the issuer.
    ReceiptLog& log;
    ReceiptStore& store;
    // That signs receipts issued at that time; UNAVAILABLE/SIGNER_DOWN if none
    // is usable (ReceiptKeys::At).
    std::function<absl::StatusOr<ReceiptIdentity>(absl::Time)> identity;
    // `size` random octets; other than that many: there are none (R15).
    std::function<std::string(int size)> random;
    std::string log_origin;
    // Signs receipts whose drafts allow it in groups; nullptr: none is.
    std::shared_ptr<GroupSigner> groups = nullptr;
    // Takes new DVCs on their way to `store`; nullptr: each has a write of its
    // own.
    std::shared_ptr<DvcShelf> shelf = nullptr;
  };
  explicit ReceiptIssuer(Rooms rooms);

  struct Draft {
    // Everything but id, salt, serial, issued_at, procedural_regime,
    // log_origin, evidence_sha256.
    v1::ReceiptBody body;
    v1::EvidenceManifest manifest;
    std::optional<IdempotencyRow> idempotency;
    // Gives procedural_regime by issued_at (CAL-10); nullptr: none is given.
    LegalCalendarRef calendar = nullptr;
    std::string id;  // 16 random octets that were promised; "": new ones.
    // Whether its policy lets it stand in a group (may_group_receipts). One
    // asked for by RFC 3029 never does.
    bool may_group = false;
    std::string file;  // ReceiptRecord::file.
  };
  // Errors as ReceiptLog::Append; UNAVAILABLE/SIGNER_DOWN if there are no
  // random octets or the signature fails. A failed signature leaves the record,
  // which is signed by the next Get: no hole. The DVC is kept if that is
  // possible; if not, a later Get signs the same bytes again.
  absl::StatusOr<v1::IssuedReceipt> Issue(Draft draft);
  // The stored receipt, its DVC made again if it is missing: by a certificate
  // that was valid when the receipt was issued, else UNAVAILABLE/SIGNER_DOWN.
  // NOT_FOUND/RECEIPT_UNKNOWN.
  absl::StatusOr<v1::IssuedReceipt> Get(const ReceiptId& id);
  absl::StatusOr<v1::IssuedReceipt> GetByIndex(int64_t index);

 private:
  using Dvc = ReceiptStore::GroupDvc;
  // The stored one, else a new one.
  absl::StatusOr<Dvc> DvcOf(const ReceiptRecord& record);
  // One of its own. `parsed` is the record's body, if it is at hand.
  absl::StatusOr<Dvc> MakeDvc(const ReceiptRecord& record,
                              const v1::ReceiptBody* parsed = nullptr);
  absl::StatusOr<v1::IssuedReceipt> Finish(const ReceiptRecord& record,
                                           Dvc dvc);

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_RECEIPT_RECEIPT_ISSUER_H_

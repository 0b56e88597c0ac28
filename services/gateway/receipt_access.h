#ifndef KEPIL_SERVICES_GATEWAY_RECEIPT_ACCESS_H_
#define KEPIL_SERVICES_GATEWAY_RECEIPT_ACCESS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kepil/v1/receipt.pb.h"
#include "kepil/v1/trust.pb.h"
#include "services/evidence/evidence_standing.h"
#include "services/evidence/evidence_store.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/receipt_store.h"

namespace kepil {

// ReceiptAccess hands out what was issued: to the caller it was issued to, to
// auditors and to inspectors. Thread-safe.
class ReceiptAccess {
 public:
  struct Rooms {  // Borrowed; outlive this.
    ReceiptIssuer& issuer;
    ReceiptStore& receipts;
    EvidenceStore& evidence;
    // Snapshot bytes of a registry version.
    std::function<absl::StatusOr<std::string>(int64_t version)> snapshots;
    // nullptr: no evidence is restricted or purged here.
    const EvidenceStandings* standings = nullptr;
  };
  explicit ReceiptAccess(Rooms rooms) : rooms_(std::move(rooms)) {}

  // INVALID_ARGUMENT/REQUEST_MALFORMED for what is no receipt id;
  // NOT_FOUND/RECEIPT_UNKNOWN; PERMISSION_DENIED/ROLE_FORBIDDEN if it was
  // issued to somebody else.
  absl::StatusOr<v1::IssuedReceipt> Get(absl::string_view receipt_id_hex,
                                        const v1::PrincipalRecord& caller);
  // Everything a replay needs (DEF-18); errors as Get, and
  // NOT_FOUND/EVIDENCE_UNKNOWN or DATA_LOSS/STORE_CORRUPT for a lost object.
  // What names a person, the signature file and every certificate but those of
  // CAs, is for whom the receipt was issued to and for inspectors: for an
  // auditor it is left out, and the manifest still says its digest (VER-03,
  // PDP-07). Restricted evidence is for auditors and inspectors alone:
  // PERMISSION_DENIED/EVIDENCE_RESTRICTED (PDP-05). What was given to the
  // archive stands under `expired`, by its digest (CRT-10).
  absl::StatusOr<v1::EvidenceBundle> Export(absl::string_view receipt_id_hex,
                                            const v1::PrincipalRecord& caller);
  // Likewise everything, restricted or not, for the archive of evidence.
  absl::StatusOr<v1::EvidenceBundle> ExportWhole(
      absl::string_view receipt_id_hex);

 private:
  struct Found {
    ReceiptRecord record;
    v1::ReceiptBody body;
  };
  enum class Persons { kShown, kLeftOut };
  absl::StatusOr<Found> Find(absl::string_view receipt_id_hex);
  absl::StatusOr<Found> FindFor(absl::string_view receipt_id_hex,
                                const v1::PrincipalRecord& caller);
  absl::StatusOr<storage::v1::EvidenceStanding> StandingOf(
      const Found& found) const;
  absl::StatusOr<v1::EvidenceBundle> BundleOf(const Found& found,
                                              Persons persons);
  absl::Status AddObjects(const Found& found, Persons persons,
                          v1::EvidenceBundle& bundle);
  // Archived bytes of what a receipt names.
  absl::StatusOr<std::string> ReadNamed(const v1::NamedDigest& name);

  const Rooms rooms_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_RECEIPT_ACCESS_H_

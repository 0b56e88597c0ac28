#ifndef KEPIL_ENGINE_PKI_CRL_INDEX_H_
#define KEPIL_ENGINE_PKI_CRL_INDEX_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// CrlIndex is the sorted serials of one CRL, built in one pass over its
// revokedCertificates (RFC 5280, 5.1.2.6). Lookup is O(log n); memory is 24
// octets per entry, at most 36 with what was reserved, next to the CRL itself,
// which is not copied.
class CrlIndex {
 public:
  struct Entry {
    absl::Time revoked_at;
    RevocationReason reason;
  };
  CrlIndex() = default;
  // `revoked` is the contents of revokedCertificates, below 4 GiB, a view that
  // must outlive the index. INVALID_ARGUMENT/FORMAT_UNKNOWN: framing, a serial
  // of more than 255 octets, an entry extension of ours that cannot be read.
  // INVALID_ARGUMENT/CONTAINER_LIMIT: more than `max_entries` entries.
  static absl::StatusOr<CrlIndex> Build(absl::string_view revoked,
                                        int64_t max_entries);
  // The entry for an INTEGER's content octets. Of several for one serial the
  // strictest counts: one that revokes before removeFromCRL, then the one with
  // the earliest date, then the one with the lowest reason code. A reason in
  // no table is kUnspecified.
  std::optional<Entry> Find(absl::string_view serial) const;
  // Distinct serials.
  int64_t size() const { return static_cast<int64_t>(rows_.size()); }
  // An entry carries a critical extension other than reasonCode,
  // invalidityDate and certificateIssuer: RFC 5280, 5.3 forbids to use the
  // CRL.
  bool HasUnrecognisedCriticalEntry() const { return unrecognised_critical_; }
  // An entry names its certificate's issuer: the list is an indirect one.
  bool HasCertificateIssuer() const { return certificate_issuer_; }

 private:
  struct Row {
    uint64_t key;     // SortKey of the serial.
    int64_t seconds;  // Revocation date, Unix time.
    uint32_t offset;  // Of the serial's octets in `revoked_`.
    uint8_t length;   // Of the serial.
    uint8_t reason;
  };
  static_assert(sizeof(Row) == 24, "memory per entry is promised");

  // Order of serials: by key, length, octets. The last octets of a serial
  // differ soonest, since CAs count or draw at random below a fixed prefix.
  static uint64_t SortKey(absl::string_view serial);
  absl::string_view SerialOf(const Row& row) const {
    return revoked_.substr(row.offset, row.length);
  }
  absl::Status Append(absl::string_view entry);
  absl::Status ReadExtensions(absl::string_view extensions, Row& row);
  void SortAndDropDuplicates();

  absl::string_view revoked_;
  std::vector<Row> rows_;
  bool unrecognised_critical_ = false;
  bool certificate_issuer_ = false;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CRL_INDEX_H_

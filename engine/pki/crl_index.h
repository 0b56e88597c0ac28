#ifndef KEPIL_ENGINE_PKI_CRL_INDEX_H_
#define KEPIL_ENGINE_PKI_CRL_INDEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// CrlIndex is the sorted serials of one CRL, built in one pass over its
// revokedCertificates (RFC 5280, 5.1.2.6). Lookup is O(log n); memory is 24
// octets per entry, at most 36 with what was reserved, next to the CRL itself,
// which is not copied; of an indirect CRL also each certificate issuer's name
// once. An entry's certificateIssuer holds for the entries after it too (5.3.3)
// and must have exactly one directoryName.
class CrlIndex {
 public:
  static constexpr int kMaxIssuers = 65'535;  // Named in one CRL.

  struct Entry {
    absl::Time revoked_at;  // From when on it counts: RevocationCountsFrom.
    RevocationReason reason;
  };
  CrlIndex() = default;
  // `revoked` is the contents of revokedCertificates, below 4 GiB, a view that
  // must outlive the index; `crl_issuer` the comparison key of the CRL issuer's
  // name, for entries that name it. INVALID_ARGUMENT/FORMAT_UNKNOWN: framing, a
  // serial of more than 255 octets, a reason that cannot be read.
  // INVALID_ARGUMENT/CONTAINER_LIMIT: more than `max_entries` entries or
  // kMaxIssuers issuers.
  static absl::StatusOr<CrlIndex> Build(absl::string_view revoked,
                                        int64_t max_entries,
                                        absl::string_view crl_issuer = "");
  // The entry for an INTEGER's content octets, of the certificates of the CRL
  // issuer. Of several for one serial the strictest counts: one that revokes
  // before removeFromCRL, then the one with the earliest date, then the one
  // with the lowest reason code. A reason in no table is kUnspecified.
  std::optional<Entry> Find(absl::string_view serial) const;
  // Of the certificates of another issuer, by the comparison key of its name.
  std::optional<Entry> Find(absl::string_view serial,
                            absl::string_view issuer) const;
  // Octets that the rows take, with what was reserved: at most 40 an entry.
  int64_t MemoryOctets() const {
    return static_cast<int64_t>(rows_.capacity() * sizeof(Row));
  }
  // Distinct serials, those of each issuer.
  int64_t size() const { return static_cast<int64_t>(rows_.size()); }
  // An entry carries a critical extension other than reasonCode,
  // certificateIssuer and a readable invalidityDate: RFC 5280, 5.3 forbids to
  // use the CRL.
  bool HasUnrecognisedCriticalEntry() const { return unrecognised_critical_; }
  // An entry names its certificate's issuer: the list is an indirect one.
  bool HasCertificateIssuer() const { return certificate_issuer_; }
  // A certificateIssuer is not what it must be, so whose serials follow is not
  // known: nobody may use the CRL.
  bool HasUnreadableIssuer() const { return unreadable_issuer_; }

 private:
  using IssuerNumber = uint16_t;  // 0: the CRL issuer.
  struct Row {
    uint64_t key;     // SortKey of the serial.
    int64_t seconds;  // Entry::revoked_at, Unix time.
    uint32_t offset;  // Of the serial's octets in `revoked_`.
    uint8_t length;   // Of the serial.
    uint8_t reason;
    IssuerNumber issuer;
  };
  static_assert(sizeof(Row) == 24, "memory per entry is promised");

  // Order of rows: by key, length, octets, issuer. The last octets of a serial
  // differ soonest, since CAs count or draw at random below a fixed prefix.
  static uint64_t SortKey(absl::string_view serial);
  absl::string_view SerialOf(const Row& row) const {
    return revoked_.substr(row.offset, row.length);
  }
  absl::Status Append(absl::string_view entry);
  absl::Status ReadExtensions(absl::string_view extensions, Row& row);
  absl::Status ReadIssuer(absl::string_view value);
  void SortAndDropDuplicates();
  std::optional<Entry> FindRow(absl::string_view serial,
                               IssuerNumber issuer) const;

  absl::string_view revoked_;
  std::vector<Row> rows_;
  absl::flat_hash_map<std::string, IssuerNumber> issuers_;
  IssuerNumber current_issuer_ = 0;  // While reading.
  bool unrecognised_critical_ = false;
  bool certificate_issuer_ = false;
  bool unreadable_issuer_ = false;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CRL_INDEX_H_

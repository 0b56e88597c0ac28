#ifndef KEPIL_ENGINE_PKI_CRL_INDEX_H_
#define KEPIL_ENGINE_PKI_CRL_INDEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// CrlIndex is the sorted serials of one CRL, built in one pass over its
// revokedCertificates. Lookup is O(log n); memory is bounded per entry.
class CrlIndex {
 public:
  struct Entry {
    absl::Time revoked_at;
    RevocationReason reason;
  };
  CrlIndex() = default;
  // `revoked` is the contents of revokedCertificates, a view that must outlive
  // the index. Errors: framing, a critical entry extension in no table,
  // more than `max_entries`.
  static absl::StatusOr<CrlIndex> Build(absl::string_view revoked,
                                        int64_t max_entries);
  // The entry for an INTEGER's content octets.
  std::optional<Entry> Find(absl::string_view serial) const;
  int64_t size() const { return static_cast<int64_t>(rows_.size()); }
  bool HasUnrecognisedCriticalEntry() const { return unrecognised_critical_; }
  // An entry names its certificate's issuer: the list is an indirect one.
  bool HasCertificateIssuer() const { return certificate_issuer_; }

 private:
  struct Row {
    uint64_t key;     // First 8 octets of the serial's SHA-free sort key.
    uint32_t offset;  // Of the serial inside `revoked_`, in units of the build.
    uint8_t length;
    uint8_t reason;
    int64_t seconds;
  };
  absl::string_view revoked_;
  std::vector<Row> rows_;
  bool unrecognised_critical_ = false;
  bool certificate_issuer_ = false;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_CRL_INDEX_H_

#ifndef KEPIL_SERVICES_EVIDENCE_EVIDENCE_STORE_H_
#define KEPIL_SERVICES_EVIDENCE_EVIDENCE_STORE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/digest.h"
#include "engine/pki/revocation_data.h"

namespace kepil {

// What one of our own queries asked about: an OCSP certificate id, or the
// issuer's key and the address of a CRL.
struct RevocationScope {
  RevocationKind kind = RevocationKind::kCrl;
  Digest issuer_key;  // SHA-256 of the issuer's SPKI.
  // SHA-256 of the serial, or of the CRL's URL, with a line feed after it for
  // delta CRLs and those of other keys.
  Digest detail;
};

struct StoredRevocation {
  std::string der;
  absl::Time obtained_at;
};

// EvidenceStore survives restarts; hot copies are in the caches above it.
class EvidenceStore {
 public:
  virtual ~EvidenceStore() = default;
  // Newest bytes of our own queries for `scope`, if any. Embedded answers
  // never enter.
  virtual absl::StatusOr<std::optional<StoredRevocation>> FindRevocation(
      const RevocationScope& scope) const = 0;
  virtual absl::Status PutRevocation(const RevocationScope& scope,
                                     absl::string_view der,
                                     absl::Time obtained_at) = 0;
  // The archive: content-addressed, written once, read for replay. Durable
  // with the next synced write of the same database (the receipt's).
  virtual absl::Status Archive(const Digest& digest,
                               absl::string_view octets) = 0;
  // NOT_FOUND/EVIDENCE_UNKNOWN; FAILED_PRECONDITION/EVIDENCE_EXPIRED if it was
  // removed after its retention; DATA_LOSS/STORE_CORRUPT if the octets do not
  // have that digest any more.
  virtual absl::StatusOr<std::string> Read(const Digest& digest) const = 0;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EVIDENCE_STORE_H_

#ifndef KEPIL_SERVICES_EVIDENCE_REVOCATION_ARCHIVE_H_
#define KEPIL_SERVICES_EVIDENCE_REVOCATION_ARCHIVE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/evidence/evidence_store.h"

namespace kepil {

// An answer of our own queries, by digest; its octets are in the archive if a
// receipt rests on it.
struct ArchivedRevocation {
  Digest digest;
  absl::Time obtained_at;
};

// What is looked for: CRLs of an issuer, or OCSP answers for one serial.
struct RevocationSearch {
  RevocationKind kind = RevocationKind::kCrl;
  Digest issuer_key;               // SHA-256 of the issuer's SPKI.
  Digest serial;                   // kOcsp: SHA-256 of the serial number.
  std::vector<absl::Time> around;  // Times of interest.
};

// RevocationArchive remembers every answer that our own queries ever got.
class RevocationArchive {
 public:
  virtual ~RevocationArchive() = default;
  // Of each address that was asked: the newest answer, and for each time of
  // interest the last one obtained by then and the first one after it. In the
  // order of their time, then digest. At most kMaxAddresses addresses.
  static constexpr int kMaxAddresses = 64;
  virtual absl::StatusOr<std::vector<ArchivedRevocation>> FindRevocations(
      const RevocationSearch& search) const = 0;
};

// RevocationPick is the choice that FindRevocations makes. For its
// implementations; answers come in any order.
class RevocationPick {
 public:
  explicit RevocationPick(std::vector<absl::Time> around)
      : around_(std::move(around)) {}
  // `address` tells addresses apart.
  void Add(const std::string& address, const ArchivedRevocation& answer);
  std::vector<ArchivedRevocation> Take() const;

 private:
  struct Kept {
    ArchivedRevocation newest;
    // By time of interest; obtained_at is infinite where there is none.
    std::vector<ArchivedRevocation> before, after;
  };
  const std::vector<absl::Time> around_;
  std::map<std::string, Kept> kept_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_REVOCATION_ARCHIVE_H_

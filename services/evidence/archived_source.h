#ifndef KEPIL_SERVICES_EVIDENCE_ARCHIVED_SOURCE_H_
#define KEPIL_SERVICES_EVIDENCE_ARCHIVED_SOURCE_H_

#include <cstddef>

#include "absl/time/time.h"
#include "engine/pki/certificate_reader.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/revocation_archive.h"
#include "services/evidence/status_source.h"

namespace kepil {

// ArchivedSource answers for a time that is past, from our own archive alone:
// nobody is asked. It gives what our queries of around that time got, the first
// answer after it and the newest one, of each address, and the same around the
// certificate's expiry, as far as the octets are still there; what they say of
// that time is the judge's (StatusThen). An answer that does not verify is left
// out. Nothing found: NO_REVOCATION_ANSWER.
class ArchivedSource : public StatusSource {
 public:
  static constexpr size_t kMaxAnswers = 64;  // Read for one question.

  struct Rooms {  // Borrowed; outlive the source.
    const EvidenceStore& store;
    const RevocationArchive& archive;
    CertificateReader& certificates;
  };
  ArchivedSource(Rooms rooms, absl::Time at) : rooms_(rooms), at_(at) {}

  StatusAnswer Ask(const StatusQuestion& question) override;

 private:
  const Rooms rooms_;
  const absl::Time at_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_ARCHIVED_SOURCE_H_

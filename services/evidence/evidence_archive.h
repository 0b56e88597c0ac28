#ifndef KEPIL_SERVICES_EVIDENCE_EVIDENCE_ARCHIVE_H_
#define KEPIL_SERVICES_EVIDENCE_EVIDENCE_ARCHIVE_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "engine/crypto/digest.h"
#include "engine/validation/evidence_set.h"
#include "services/evidence/evidence_store.h"

namespace kepil {

// EvidenceArchive writes each object of a closed set to the store, under its
// digest, and remembers what it has written, so that a CRL of many megabytes is
// not written for every request. Thread-safe.
class EvidenceArchive {
 public:
  // `store` is borrowed and outlives the archive. `max_remembered` digests are
  // remembered; when there are more, all are forgotten and written anew.
  EvidenceArchive(EvidenceStore& store, size_t max_remembered)
      : store_(store), max_remembered_(max_remembered) {}

  // UNAVAILABLE/STORE_DOWN, or the store's error if it carries a reason.
  absl::Status Write(const EvidenceSet& evidence);
  // One object under its digest; errors as Write.
  absl::Status WriteObject(const Digest& digest, absl::string_view octets);

 private:
  EvidenceStore& store_;
  const size_t max_remembered_;
  Mutex mutex_;
  absl::flat_hash_set<Digest> written_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_EVIDENCE_ARCHIVE_H_

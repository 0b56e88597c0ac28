#include "services/evidence/evidence_archive.h"

#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {

absl::Status EvidenceArchive::Write(const EvidenceSet& evidence) {
  for (const CertificateRef& certificate : evidence.certificates) {
    KEPIL_RETURN_IF_ERROR(
        WriteObject(certificate->fingerprint(), certificate->der()));
  }
  for (const RevocationEvidence& revocation : evidence.revocation) {
    KEPIL_RETURN_IF_ERROR(
        WriteObject(revocation.data->digest(), revocation.data->der()));
  }
  return absl::OkStatus();
}

absl::Status EvidenceArchive::WriteObject(const Digest& digest,
                                          absl::string_view octets) {
  {
    MutexLock lock(mutex_);
    if (written_.contains(digest)) {
      return absl::OkStatus();
    }
  }
  const absl::Status status = store_.Archive(digest, octets);
  if (!status.ok()) {
    return ReasonOf(status).has_value()
               ? status
               : MakeError(absl::StatusCode::kUnavailable,
                           v1::ERROR_REASON_STORE_DOWN,
                           "the evidence could not be archived");
  }
  MutexLock lock(mutex_);
  if (written_.size() >= max_remembered_) {
    written_.clear();
  }
  written_.insert(digest);
  return absl::OkStatus();
}

}  // namespace kepil

#ifndef KEPIL_SERVICES_EVIDENCE_REGISTERED_COLLECTOR_H_
#define KEPIL_SERVICES_EVIDENCE_REGISTERED_COLLECTOR_H_

#include <cstddef>

#include "engine/pki/certificate_reader.h"
#include "services/evidence/evidence_archive.h"
#include "services/evidence/evidence_collector.h"
#include "services/evidence/evidence_store.h"
#include "services/evidence/revocation_archive.h"
#include "services/evidence/status_questions.h"
#include "services/evidence/status_source.h"

namespace kepil {

// RegisteredEvidenceCollector asks the addresses registered in the trust
// snapshot and nobody else: addresses inside certificates and signatures are
// not read. For the past it reads the archive instead. One certificate after
// the other, on the caller's thread. Thread-safe.
class RegisteredEvidenceCollector : public EvidenceCollector {
 public:
  struct Rooms {  // Borrowed; outlive the collector.
    CertificateReader& certificates;
    StatusSource& source;
    EvidenceStore& store;
    // nullptr: nothing is known of the past.
    const RevocationArchive* archive = nullptr;
  };
  struct Options {
    // Rounds of questions: the first is for the paths, each later one for OCSP
    // responders and CRL issuers that the one before brought up.
    int max_collect_rounds = 3;
    StatusQuestionLimits questions;
    int max_embedded_revocation = 256;  // CRLs and OCSP answers in a document.
    size_t max_remembered_objects = 65536;  // Known to be archived.
  };
  RegisteredEvidenceCollector(Rooms rooms, Options options)
      : rooms_(rooms),
        options_(options),
        archive_(rooms.store, options.max_remembered_objects) {}

  // The set is in one order, by digests, whatever the order of gathering.
  absl::StatusOr<EvidenceSet> Collect(const CollectInput& input) override;

 private:
  void AskInRounds(const CollectInput& input, StatusSource& source,
                   EvidenceSet& evidence) const;
  void AskArchive(const CollectInput& input, EvidenceSet& evidence) const;

  const Rooms rooms_;
  const Options options_;
  EvidenceArchive archive_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_EVIDENCE_REGISTERED_COLLECTOR_H_

#ifndef KEPIL_SERVICES_KEPILD_EVIDENCE_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_EVIDENCE_HOUSE_H_

#include <functional>
#include <memory>
#include <string>

#include "base/logging.h"
#include "base/periodic_runner.h"
#include "services/gateway/authority_packing.h"
#include "services/gateway/certificate_status.h"
#include "services/gateway/evidence_keeping.h"
#include "services/gateway/receipt_access.h"
#include "services/kepild/config.h"
#include "services/store/rocks_evidence_standings.h"
#include "services/store/rocks_evidence_store.h"
#include "services/store/rocks_log_storage.h"
#include "translog/log_reader.h"
#include "trustlist/registry.h"

namespace kepil {

// EvidenceHouse is what a kepild needs to hand out, restrict and give up the
// evidence of receipts, made and wired, and the thread that gives ARCHIVED
// authorities to the archive.
class EvidenceHouse {
 public:
  struct Inputs {  // Borrowed; outlive the house.
    const Config& config;
    const Clock& clock;
    const Logger& log;
    RocksDb& db;
    RocksRegistryStore& registry_store;
    Registry& registry;
    const TrustSnapshotSource& trust;
    ReceiptIssuer& issuer;
    ReceiptStore& receipts;
    RocksEvidenceStore& evidence;
    CertificateReader& certificates;
    std::function<std::shared_ptr<const RuleLibrary>()> rules;
    std::function<LegalRulesRef()> law;
    std::string log_vkey;  // Of the receipts log; its key is that of the acts.
  };

  // Removes first what was given to the archive while the node ran.
  static absl::StatusOr<std::unique_ptr<EvidenceHouse>> Open(
      const Inputs& inputs);

  ReceiptAccess& access() { return access_; }
  EvidenceKeeping& keeping() { return keeping_; }
  const CertificateStatus& certificates() const { return certificates_; }

 private:
  explicit EvidenceHouse(const Inputs& inputs);
  absl::Status OpenPacking(const Inputs& inputs);
  void PackAuthorities();

  const Logger& log_;
  RocksEvidenceStandings standings_;
  ReceiptAccess access_;
  EvidenceKeeping keeping_;
  CertificateStatus certificates_;
  const RocksLogStorage acts_;
  const LogReader acts_log_;
  // Both nullptr without an archive.
  std::unique_ptr<AuthorityPacking> packing_;
  std::unique_ptr<PeriodicRunner> runner_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_EVIDENCE_HOUSE_H_

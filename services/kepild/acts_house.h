#ifndef KEPIL_SERVICES_KEPILD_ACTS_HOUSE_H_
#define KEPIL_SERVICES_KEPILD_ACTS_HOUSE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/logging.h"
#include "services/kepild/config.h"
#include "services/store/log_anchor_file.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_registry_store.h"
#include "translog/log_reader.h"
#include "translog/log_runner.h"
#include "translog/sequencer.h"
#include "translog/signed_note.h"

namespace kepil {

// Both of these are of the log of acts: <node.origin>/acts, and a file beside
// the anchor of the receipts log.
std::string ActsOriginOf(const Config& config);
std::string ActsAnchorOf(const Config& config);

// Puts an act of the operator on record; `note` says what was done.
absl::Status RecordOperatorAct(RocksRegistryStore& registry, absl::Time now,
                               const std::string& note);

// How the logs of a node run; failed steps are logged.
LogRunner::Options RunnerOptionsOf(const Config& config, const Logger& log);

// ActsHouse is the running log of acts. The destructor integrates what is on
// record and signs a last checkpoint.
class ActsHouse {
 public:
  struct Rooms {  // Borrowed; outlive this.
    const Config& config;
    RocksDb& db;
    const Logger& log;
  };

  // Holds the audit against the log, and the log against its anchor, before
  // anything is signed. The key is that of `receipts_log`; the origin is not,
  // so a checkpoint of one log is none of the other. Errors: of
  // ReconcileActsLog and of CheckAgainstAnchor.
  static absl::StatusOr<std::unique_ptr<ActsHouse>> Open(
      const Rooms& rooms, const NoteSigner& receipts_log);

  const LogStorage& storage() const { return storage_; }
  const LogReader& reader() const { return reader_; }

 private:
  ActsHouse(const Rooms& rooms, NoteSigner signer);

  RocksLogStorage storage_;
  LogAnchorFile anchor_;
  LogReader reader_;
  Sequencer sequencer_;
  LogRunner runner_;  // Last: it uses all the others.
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILD_ACTS_HOUSE_H_

#ifndef KEPIL_TRANSLOG_SEQUENCER_H_
#define KEPIL_TRANSLOG_SEQUENCER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "translog/log_storage.h"
#include "translog/signed_note.h"

namespace kepil {

// Sequencer grows one log: it takes pending leaves into the tree and signs
// checkpoints over it. Without threads or clock of its own; one caller at a
// time. The origin of the log is the name of its key.
class Sequencer {
 public:
  struct Options {
    // Leaves taken into the tree in one commit; bounds memory (each leaf is at
    // most 64 KiB, ours are 50 octets).
    int max_leaves = 4096;
  };

  // `storage` and `anchor` must outlive the sequencer.
  Sequencer(LogStorage& storage, LogAnchor& anchor, NoteSigner signer,
            const Options& options);

  // Takes the oldest pending leaves into the tree, in one commit, and returns
  // how many; options.max_leaves means that there may be more.
  // DATA_LOSS/STORE_CORRUPT if the stored tiles do not hash to the tree state;
  // errors of the storage as they are. Nothing has changed after an error.
  absl::StatusOr<int> IntegrateOnce();

  // Signs a checkpoint over the tree as it is, writes it to the anchor and
  // then publishes it; does nothing if that checkpoint is published already.
  // FAILED_PRECONDITION/LOG_INCONSISTENT, with nothing signed, if the tree is
  // smaller than the anchor's or does not continue it (CheckAgainstAnchor);
  // UNAVAILABLE/SIGNER_DOWN without a usable key.
  absl::Status PublishCheckpoint();

  const Options& options() const { return options_; }

 private:
  LogStorage& storage_;
  LogAnchor& anchor_;
  const NoteSigner signer_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_SEQUENCER_H_

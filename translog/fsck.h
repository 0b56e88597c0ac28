#ifndef KEPIL_TRANSLOG_FSCK_H_
#define KEPIL_TRANSLOG_FSCK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "translog/log_source.h"
#include "translog/log_storage.h"
#include "translog/signed_note.h"

namespace kepil {

// What a log is checked against beside its own published checkpoint.
struct FsckInput {
  const LogSource& source;
  const NoteVerifier& verifier;
  // Of the store, where one is at hand: checked too, and leaves behind the
  // checkpoint are walked as well.
  std::optional<TreeState> state;
  // A checkpoint kept elsewhere (the anchor file, or seen earlier).
  std::optional<std::string> kept_checkpoint;
  int max_differences = 100;  // More are counted, not described.
};

struct FsckReport {
  int64_t tree_size = 0;      // Leaves that should be there.
  int64_t leaves_hashed = 0;  // Fewer if an entry bundle could not be read.
  std::vector<std::string> differences;
  int64_t difference_count = 0;

  bool clean() const {
    return difference_count == 0 && leaves_hashed == tree_size;
  }
};

// Hashes every entry of the log again, from the bundles up, and compares with
// each tile, the tree state and the checkpoints. Memory: one bundle and one
// tile per level. A log that is damaged or lies is a difference; an error
// (UNAVAILABLE and the like from `source`) means that it could not be read.
absl::StatusOr<FsckReport> CheckLog(const FsckInput& input);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_FSCK_H_

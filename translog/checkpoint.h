#ifndef KEPIL_TRANSLOG_CHECKPOINT_H_
#define KEPIL_TRANSLOG_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "translog/signed_note.h"

namespace kepil {

// Checkpoint is the head of a log (c2sp.org/tlog-checkpoint): which log, how
// many leaves, which root.
struct Checkpoint {
  std::string origin;
  int64_t tree_size = 0;
  Digest root;
  std::vector<std::string> extensions;  // Further lines; ours has none.
};

// A checkpoint with the note it was read from; nothing verified yet.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
};

// The note text. INVALID_ARGUMENT/REQUEST_MALFORMED for a negative size, or an
// origin or extension that is empty or has a line break.
absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint);
// FormatCheckpoint under a signature: a whole note.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           const NoteSigner& signer);

// Strict. INVALID_ARGUMENT/FORMAT_UNKNOWN for anything that is not a checkpoint
// in a signed note, and the errors of ParseSignedNote.
absl::StatusOr<SignedCheckpoint> ParseCheckpoint(absl::string_view octets,
                                                 const NoteLimits& limits = {});

enum class CheckpointVerdict {
  kVerified,
  kUnknownKey,
  kSignatureInvalid,
  kOtherOrigin,  // The origin is not the name of the key.
};

// VerifyNote, and the origin must be the name of the key: each of our logs has
// a key of its own, so a note of one log cannot stand for another.
absl::StatusOr<CheckpointVerdict> VerifyCheckpoint(
    const SignedCheckpoint& checkpoint, const NoteVerifier& verifier);

// Zero or a positive decimal below 2^63, without sign or leading zeroes.
// INVALID_ARGUMENT/FORMAT_UNKNOWN otherwise.
absl::StatusOr<int64_t> ParseStrictDecimal(absl::string_view text);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_CHECKPOINT_H_

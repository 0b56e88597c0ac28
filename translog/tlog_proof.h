#ifndef KEPIL_TRANSLOG_TLOG_PROOF_H_
#define KEPIL_TRANSLOG_TLOG_PROOF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "translog/checkpoint.h"

namespace kepil {

// TlogProof is a file of c2sp.org/tlog-proof: everything that shows, without a
// network, that a leaf is in a log, given the log's key. `extra` is octets of
// the application's own; nothing authenticates it.
struct TlogProof {
  std::optional<std::string> extra;
  int64_t index = 0;
  std::vector<Digest> hashes;
  SignedCheckpoint checkpoint;
};

struct TlogProofLimits {
  int max_octets = 512 * 1024;
  int max_hashes = 63;
};

// The file; the checkpoint stands in it exactly as it was read.
std::string FormatTlogProof(const TlogProof& proof);
// Strict. INVALID_ARGUMENT/FORMAT_UNKNOWN for anything else than such a file,
// DOCUMENT_TOO_LARGE or CONTAINER_LIMIT over `limits`.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view octets,
                                         const TlogProofLimits& limits = {});

enum class TlogProofVerdict {
  kValid,
  kUnknownKey,        // The checkpoint is not signed by this log's key.
  kSignatureInvalid,  // It claims to be, and is not.
  kOtherOrigin,       // It is the checkpoint of another log.
  kNotIncluded,       // The hashes do not lead from leaf and index to the root.
};

// Whether `leaf` is in the log of `verifier` at proof.index. An error means
// that it could not be decided.
absl::StatusOr<TlogProofVerdict> VerifyTlogProof(const TlogProof& proof,
                                                 absl::string_view leaf,
                                                 const NoteVerifier& verifier);

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_TLOG_PROOF_H_

#include "translog/anchor_check.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "translog/proof.h"

namespace kepil {
namespace {

absl::Status Inconsistent(absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_LOG_INCONSISTENT, message);
}

absl::StatusOr<Checkpoint> ParseOwn(absl::string_view note,
                                    absl::string_view origin) {
  const absl::StatusOr<SignedCheckpoint> parsed = ParseCheckpoint(note);
  if (!parsed.ok()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     absl::StrCat("kept checkpoint is unreadable: ",
                                  parsed.status().message()));
  }
  if (parsed->checkpoint.origin != origin) {
    return Inconsistent(absl::StrCat("kept checkpoint is of another log: ",
                                     parsed->checkpoint.origin));
  }
  return parsed->checkpoint;
}

}  // namespace

absl::Status CheckAgainstAnchor(const TreeState& tree,
                                const Checkpoint& signed_before,
                                const LogSource& tiles) {
  if (tree.size() < signed_before.tree_size) {
    return Inconsistent(absl::StrCat("tree has ", tree.size(),
                                     " leaves, a signed checkpoint ",
                                     signed_before.tree_size));
  }
  KEPIL_ASSIGN_OR_RETURN(
      const ConsistencyProof proof,
      MakeConsistencyProof(signed_before.tree_size, tree.size(), tiles));
  if (!VerifyConsistency(proof, signed_before.root, tree.Root())) {
    return Inconsistent(absl::StrCat("tree of ", tree.size(),
                                     " leaves does not continue the signed "
                                     "checkpoint of ",
                                     signed_before.tree_size));
  }
  return absl::OkStatus();
}

absl::Status CheckAgainstAnchor(const TreeState& tree,
                                const LogStorage& storage,
                                const LogAnchor& anchor,
                                absl::string_view origin) {
  KEPIL_ASSIGN_OR_RETURN(const std::optional<std::string> kept, anchor.Read());
  const absl::StatusOr<std::string> published = storage.ReadCheckpoint();
  if (!published.ok() && !absl::IsNotFound(published.status())) {
    return published.status();
  }
  if (published.ok() && !kept.has_value()) {
    return Inconsistent("a checkpoint is published and the anchor has none");
  }
  if (kept.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                           ParseOwn(*kept, origin));
    KEPIL_RETURN_IF_ERROR(CheckAgainstAnchor(tree, checkpoint, storage));
  }
  if (published.ok() && *published != *kept) {
    KEPIL_ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                           ParseOwn(*published, origin));
    KEPIL_RETURN_IF_ERROR(CheckAgainstAnchor(tree, checkpoint, storage));
  }
  return absl::OkStatus();
}

}  // namespace kepil

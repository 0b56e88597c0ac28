#include "translog/sequencer.h"

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "translog/anchor_check.h"
#include "translog/checkpoint.h"
#include "translog/tile_builder.h"

namespace kepil {

Sequencer::Sequencer(LogStorage& storage, LogAnchor& anchor, NoteSigner signer,
                     const Options& options)
    : storage_(storage),
      anchor_(anchor),
      signer_(std::move(signer)),
      options_(options) {}

absl::StatusOr<int> Sequencer::IntegrateOnce() {
  KEPIL_ASSIGN_OR_RETURN(const TreeState state, storage_.ReadTreeState());
  KEPIL_ASSIGN_OR_RETURN(
      const std::vector<std::string> leaves,
      storage_.ReadPending(state.size(), options_.max_leaves));
  if (leaves.empty()) {
    return 0;
  }
  KEPIL_ASSIGN_OR_RETURN(TileBuilder builder,
                         TileBuilder::Resume(state, storage_));
  for (const std::string& leaf : leaves) {
    KEPIL_RETURN_IF_ERROR(builder.Append(leaf));
  }
  KEPIL_ASSIGN_OR_RETURN(const IntegrationBatch batch,
                         std::move(builder).Finish());
  KEPIL_RETURN_IF_ERROR(storage_.CommitIntegration(state, batch));
  return static_cast<int>(leaves.size());
}

absl::Status Sequencer::PublishCheckpoint() {
  const std::string& origin = signer_.verifier().name();
  KEPIL_ASSIGN_OR_RETURN(const TreeState state, storage_.ReadTreeState());
  KEPIL_RETURN_IF_ERROR(CheckAgainstAnchor(state, storage_, anchor_, origin));

  Checkpoint checkpoint;
  checkpoint.origin = origin;
  checkpoint.tree_size = state.size();
  checkpoint.root = state.Root();
  KEPIL_ASSIGN_OR_RETURN(const std::string text, FormatCheckpoint(checkpoint));
  const absl::StatusOr<std::string> published = storage_.ReadCheckpoint();
  if (published.ok()) {
    KEPIL_ASSIGN_OR_RETURN(const SignedCheckpoint before,
                           ParseCheckpoint(*published));
    KEPIL_ASSIGN_OR_RETURN(const CheckpointVerdict verdict,
                           VerifyCheckpoint(before, signer_.verifier()));
    if (before.note.text == text && verdict == CheckpointVerdict::kVerified) {
      return absl::OkStatus();
    }
  } else if (!absl::IsNotFound(published.status())) {
    return published.status();
  }
  KEPIL_ASSIGN_OR_RETURN(const std::string note, signer_.Sign(text));
  // The anchor first: a checkpoint that anyone can have seen is never
  // forgotten, whatever happens to the store.
  KEPIL_RETURN_IF_ERROR(anchor_.Write(note));
  return storage_.WriteCheckpoint(note);
}

}  // namespace kepil

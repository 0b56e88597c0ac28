#include "translog/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

absl::Status TooSmall(int64_t have) {
  return MakeError(absl::StatusCode::kOutOfRange,
                   v1::ERROR_REASON_TREE_TOO_SMALL,
                   absl::StrCat("the tree has ", have, " leaves so far"),
                   {{"tree_size", absl::StrCat(have)}});
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SignedCheckpoint>>
LogReader::LatestCheckpoint() const {
  const absl::StatusOr<std::string> note = storage_.ReadCheckpoint();
  if (absl::IsNotFound(note.status())) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_READY,
                     "no checkpoint has been published yet");
  }
  KEPIL_RETURN_IF_ERROR(note.status());
  {
    const MutexLock lock(mutex_);
    if (parsed_ != nullptr && parsed_->note.octets == *note) {
      return parsed_;
    }
  }
  absl::StatusOr<SignedCheckpoint> checkpoint = ParseCheckpoint(*note);
  if (!checkpoint.ok()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_STORE_CORRUPT,
                     absl::StrCat("published checkpoint is unreadable: ",
                                  checkpoint.status().message()));
  }
  auto parsed =
      std::make_shared<const SignedCheckpoint>(*std::move(checkpoint));
  const MutexLock lock(mutex_);
  parsed_ = parsed;
  return parsed;
}

absl::Status LogReader::CheckIntegrated(int64_t tree_size) const {
  KEPIL_ASSIGN_OR_RETURN(const TreeState state, storage_.ReadTreeState());
  return tree_size > state.size() ? TooSmall(state.size()) : absl::OkStatus();
}

absl::StatusOr<InclusionProof> LogReader::ProveInclusion(
    int64_t index, int64_t tree_size) const {
  if (index < 0 || index >= tree_size) {
    return MalformedError("leaf index is not below the tree size");
  }
  KEPIL_RETURN_IF_ERROR(CheckIntegrated(tree_size));
  return MakeInclusionProof(index, tree_size, storage_);
}

absl::StatusOr<ConsistencyProof> LogReader::ProveConsistency(
    int64_t old_size, int64_t new_size) const {
  if (old_size < 0 || old_size > new_size) {
    return MalformedError("old tree size is not within the new one");
  }
  KEPIL_RETURN_IF_ERROR(CheckIntegrated(new_size));
  return MakeConsistencyProof(old_size, new_size, storage_);
}

absl::StatusOr<TlogProof> LogReader::MakeTlogProof(
    int64_t index, const std::optional<std::string>& extra) const {
  if (index < 0) {
    return MalformedError("leaf index is negative");
  }
  KEPIL_ASSIGN_OR_RETURN(
      const std::shared_ptr<const SignedCheckpoint> checkpoint,
      LatestCheckpoint());
  return MakeTlogProofUnder(*checkpoint, index, extra);
}

absl::StatusOr<TlogProof> LogReader::MakeTlogProofUnder(
    SignedCheckpoint checkpoint, int64_t index,
    const std::optional<std::string>& extra) const {
  const int64_t tree_size = checkpoint.checkpoint.tree_size;
  if (index >= tree_size) {
    return TooSmall(tree_size);
  }
  KEPIL_ASSIGN_OR_RETURN(InclusionProof inclusion,
                         ProveInclusion(index, tree_size));
  TlogProof proof;
  proof.extra = extra;
  proof.index = index;
  proof.hashes = std::move(inclusion.hashes);
  proof.checkpoint = std::move(checkpoint);
  return proof;
}

}  // namespace kepil

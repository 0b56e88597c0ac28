#ifndef KEPIL_TRANSLOG_LOG_READER_H_
#define KEPIL_TRANSLOG_LOG_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "translog/checkpoint.h"
#include "translog/log_storage.h"
#include "translog/proof.h"
#include "translog/tlog_proof.h"

namespace kepil {

// LogReader answers questions about one log from its storage. Thread-safe if
// the storage is.
class LogReader {
 public:
  // `storage` must outlive the reader.
  explicit LogReader(const LogStorage& storage) : storage_(storage) {}

  // The published checkpoint, never nullptr. UNAVAILABLE/NOT_READY before the
  // first one. Read from the storage each time, parsed only when it changed.
  absl::StatusOr<std::shared_ptr<const SignedCheckpoint>> LatestCheckpoint()
      const;
  // INVALID_ARGUMENT/REQUEST_MALFORMED unless 0 <= index < tree_size, or
  // 0 <= old_size <= new_size; OUT_OF_RANGE/TREE_TOO_SMALL while the tree has
  // fewer leaves than that.
  absl::StatusOr<InclusionProof> ProveInclusion(int64_t index,
                                                int64_t tree_size) const;
  absl::StatusOr<ConsistencyProof> ProveConsistency(int64_t old_size,
                                                    int64_t new_size) const;
  // The offline proof of one leaf under the published checkpoint.
  // OUT_OF_RANGE/TREE_TOO_SMALL while that does not cover the leaf.
  absl::StatusOr<TlogProof> MakeTlogProof(
      int64_t index, const std::optional<std::string>& extra) const;
  // The same under a checkpoint of this log that was published before, which
  // covers the leaf.
  absl::StatusOr<TlogProof> MakeTlogProofUnder(
      SignedCheckpoint checkpoint, int64_t index,
      const std::optional<std::string>& extra) const;

 private:
  absl::Status CheckIntegrated(int64_t tree_size) const;

  const LogStorage& storage_;
  mutable Mutex mutex_;
  mutable std::shared_ptr<const SignedCheckpoint> parsed_
      ABSL_GUARDED_BY(mutex_);  // The last one read.
};

}  // namespace kepil

#endif  // KEPIL_TRANSLOG_LOG_READER_H_

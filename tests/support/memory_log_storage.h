#ifndef KEPIL_TESTS_SUPPORT_MEMORY_LOG_STORAGE_H_
#define KEPIL_TESTS_SUPPORT_MEMORY_LOG_STORAGE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "translog/log_storage.h"

namespace kepil {

// MemoryLogStorage keeps a log in memory. Thread-safe. The setters damage it
// as a disk or an intruder would.
class MemoryLogStorage : public LogStorage {
 public:
  // Accepts a leaf at the next index.
  void AddPending(absl::string_view leaf);

  absl::StatusOr<std::string> ReadTile(const TileId& id) const override;
  absl::StatusOr<std::string> ReadEntryBundle(const TileId& id) const override;
  absl::StatusOr<std::string> ReadCheckpoint() const override;
  absl::StatusOr<std::vector<std::string>> ReadPending(
      int64_t from_index, int max_leaves) const override;
  absl::StatusOr<TreeState> ReadTreeState() const override;
  absl::Status CommitIntegration(const TreeState& expected,
                                 const IntegrationBatch& batch) override;
  absl::Status WriteCheckpoint(absl::string_view note) override;

  // What is stored, under its exact id.
  std::map<TileId, std::string> tiles() const;
  std::map<TileId, std::string> bundles() const;
  int pending_count() const;

  void SetTile(const TileId& id, absl::string_view octets);
  void SetBundle(const TileId& id, absl::string_view octets);
  void SetTreeState(const TreeState& state);
  void RemoveTile(const TileId& id);
  void RemoveBundle(const TileId& id);
  // From now on every call fails with `status`; OK ends it.
  void FailWith(const absl::Status& status);

 private:
  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::map<TileId, std::string> tiles_ ABSL_GUARDED_BY(mutex_);
  std::map<TileId, std::string> bundles_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, std::string> pending_ ABSL_GUARDED_BY(mutex_);
  int64_t next_index_ ABSL_GUARDED_BY(mutex_) = 0;
  TreeState state_ ABSL_GUARDED_BY(mutex_);
  std::optional<std::string> checkpoint_ ABSL_GUARDED_BY(mutex_);
};

// Puts `leaves` into the tree of `storage`, without a checkpoint.
void IntegrateLeaves(MemoryLogStorage& storage,
                     const std::vector<std::string>& leaves);

// MemoryLogAnchor keeps the anchor in memory. Thread-safe.
class MemoryLogAnchor : public LogAnchor {
 public:
  absl::StatusOr<std::optional<std::string>> Read() const override;
  absl::Status Write(absl::string_view note) override;

  // Replaces what is kept; nullopt loses it.
  void Set(const std::optional<std::string>& note);
  void FailWith(const absl::Status& status);

 private:
  mutable Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::optional<std::string> note_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_MEMORY_LOG_STORAGE_H_

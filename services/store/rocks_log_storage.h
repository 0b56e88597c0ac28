#ifndef KEPIL_SERVICES_STORE_ROCKS_LOG_STORAGE_H_
#define KEPIL_SERVICES_STORE_ROCKS_LOG_STORAGE_H_

#include "services/store/log_id.h"
#include "services/store/rocks_db.h"
#include "translog/log_storage.h"

namespace kepil {

// LogStorage on RocksDB. A place holds one tile or bundle, the widest so far:
// what is in it never changes, so a wider one replaces a narrower one.
class RocksLogStorage : public LogStorage {
 public:
  RocksLogStorage(RocksDb& db, LogId log) : db_(db), log_(log) {}

  absl::StatusOr<std::string> ReadTile(const TileId& id) const override;
  absl::StatusOr<std::string> ReadEntryBundle(const TileId& id) const override;
  absl::StatusOr<std::string> ReadCheckpoint() const override;
  absl::StatusOr<std::vector<std::string>> ReadPending(
      int64_t from_index, int max_leaves) const override;
  absl::StatusOr<TreeState> ReadTreeState() const override;
  absl::Status CommitIntegration(const TreeState& expected,
                                 const IntegrationBatch& batch) override;
  absl::Status WriteCheckpoint(absl::string_view note) override;
  // Forgets the published checkpoint and keeps the tree, durably: for a log
  // that goes on under another origin.
  absl::Status DropCheckpoint();

 private:
  std::string Key(absl::string_view rest) const;

  RocksDb& db_;
  const LogId log_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_LOG_STORAGE_H_

#ifndef KEPIL_SERVICES_STORE_ROCKS_BACKUP_H_
#define KEPIL_SERVICES_STORE_ROCKS_BACKUP_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/store/rocks_db.h"

namespace kepil {

// Verified backups of a database in one folder; what has not changed is kept
// once. One process at a time writes into a folder. Errors:
// UNAVAILABLE/STORE_DOWN, DATA_LOSS/STORE_CORRUPT.
class RocksBackup {
 public:
  struct Info {
    int64_t number = 0;  // From 1, rising.
    absl::Time made_at;
    int64_t octets = 0;
    std::string anchor;  // Newest checkpoint that was anchored before it.
  };

  explicit RocksBackup(std::string folder) : folder_(std::move(folder)) {}

  // Makes a backup of `db`, which may be written meanwhile, reads it back by
  // checksum, and only then deletes older ones beyond `keep` (BKP-02). One that
  // does not read back is deleted; the older ones stay. `anchor` is what was
  // anchored before: the backup is not behind it.
  absl::StatusOr<Info> Make(RocksDb& db, absl::string_view anchor, int keep);
  // nullopt if there is none.
  absl::StatusOr<std::optional<Info>> Newest() const;
  // Puts the newest backup, read by checksum first, where no database is:
  // FAILED_PRECONDITION/CONFIG_INVALID unless `path` is absent or empty, or
  // without a backup.
  absl::StatusOr<Info> Restore(const std::string& path) const;

 private:
  const std::string folder_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_BACKUP_H_

#ifndef KEPIL_SERVICES_STORE_ROCKS_DB_H_
#define KEPIL_SERVICES_STORE_ROCKS_DB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/store/family.h"
#include "services/store/value_sealer.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class WriteBatch;
}  // namespace rocksdb

namespace kepil {

// kSynced: on disk when Write returns. kBuffered: with the next synced write.
enum class Durability { kSynced, kBuffered };

// RocksDb is one open database of ours. Values are protected and opened on the
// way, where it has storage keys. Thread-safe. Errors:
// UNAVAILABLE/STORE_DOWN (I/O, no space), DATA_LOSS/STORE_CORRUPT,
// ABORTED/REGISTRY_MOVED (busy), INTERNAL/UNCLASSIFIED.
class RocksDb {
 public:
  // Opens or creates the folder `path`. FAILED_PRECONDITION/CONFIG_INVALID if
  // it was written by another format version, without storage keys and `sealer`
  // has some, or under one that `sealer` does not have. The write-ahead log is
  // recovered with kTolerateCorruptedTailRecords: a torn tail is dropped (it
  // was never acknowledged), damage before it refuses to open.
  static absl::StatusOr<std::unique_ptr<RocksDb>> Open(
      const std::string& path,
      std::shared_ptr<const ValueSealer> sealer = nullptr);
  ~RocksDb();
  RocksDb(const RocksDb&) = delete;
  RocksDb& operator=(const RocksDb&) = delete;

  // nullopt if there is no such key.
  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 absl::string_view key) const;

  // Batch collects writes that happen together or not at all.
  class Batch {
   public:
    explicit Batch(const RocksDb& db);
    ~Batch();
    void Put(Family family, absl::string_view key, absl::string_view value);
    void Delete(Family family, absl::string_view key);

   private:
    friend class RocksDb;
    const RocksDb& db_;
    std::unique_ptr<rocksdb::WriteBatch> batch_;
  };
  absl::Status Write(Batch& batch, Durability durability);

  // Calls `visit` for the entries whose keys begin with `prefix`, from
  // `first` on (or, kDescending, from the greatest key on), until it returns
  // false.
  enum class Order { kAscending, kDescending };
  struct Range {
    Family family;
    std::string prefix;
    std::string first;  // "": the prefix itself. kAscending only.
    Order order = Order::kAscending;
  };
  absl::Status Scan(
      const Range& range,
      const std::function<bool(absl::string_view key, absl::string_view value)>&
          visit) const;

  // Ids of the storage keys under which values may stand; what is new is sealed
  // under the last one. None without storage keys.
  absl::StatusOr<std::vector<std::string>> StorageKeyIds() const;

  // Writes every protected value again under the storage key in use; the others
  // are needed no longer then. Nobody else writes meanwhile. How many values;
  // FAILED_PRECONDITION/CONFIG_INVALID without storage keys.
  absl::StatusOr<int64_t> Reseal();

 private:
  friend class RocksBackup;
  RocksDb() = default;
  absl::Status CheckFormat();
  absl::Status CheckStorageKeys(const std::optional<std::string>& known);
  // Both only with storage keys.
  std::string Protect(Family family, absl::string_view key,
                      absl::string_view value) const;
  absl::StatusOr<std::string> Unprotect(Family family, absl::string_view key,
                                        absl::string_view stored) const;
  rocksdb::ColumnFamilyHandle* Handle(Family family) const;

  std::shared_ptr<const ValueSealer> sealer_;  // nullptr: values are plain.
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // By Family.
};

// 8 octets, big-endian: keys in the order of their numbers.
std::string NumberKey(int64_t number);
// The number of 8 octets; nullopt for another length.
std::optional<int64_t> NumberOf(absl::string_view octets);

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_DB_H_

#include "services/store/rocks_families.h"

#include <cstdarg>
#include <cstddef>
#include <memory>

#include "rocksdb/cache.h"
#include "rocksdb/env.h"

namespace kepil {
namespace {

// Memory of the whole database, in octets: writes not yet in a table, and
// blocks of tables read. Without these every family has bounds of its own.
constexpr size_t kWriteBuffers = size_t{32} << 20;
constexpr size_t kBlockCache = size_t{32} << 20;

// RocksDB keeps no journal: what fails comes as a status. Debian's build ends
// the process when its journal cannot be written, on a full disk for one.
class NoJournal : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// From here on a value is written once, instead of with every compaction.
constexpr size_t kBlobSize = 1024;

// In the order of the enum.
constexpr FamilyShape kFamilies[] = {
    {"default"},
    {"registry", Protection::kSealed},
    {"registry_history", Protection::kMarked},
    {"changes", Protection::kSealed},
    {"snapshots", Protection::kSealed},
    {"evidence", Protection::kSealed, true, true, KeyOrder::kRandom},
    {"evidence_sets", Protection::kSealed, false, true, KeyOrder::kRandom},
    {"evidence_cache", Protection::kSealed, true},
    {"receipts", Protection::kSealed, true},
    {"receipt_index", Protection::kMarked, false, true, KeyOrder::kRandom},
    {"log_pending", Protection::kNone, false, false},  // Soon deleted.
    {"log_tiles", Protection::kNone, false, false},
    {"log_bundles"},
    {"log_state"},
    {"audit", Protection::kSealed},
    {"applications", Protection::kSealed, true},
    {"log_timestamps", Protection::kSealed},
    {"evidence_standings", Protection::kSealed},
    {"evidence_index", Protection::kMarked},
    {"peer_work", Protection::kSealed},
    {"digital_use", Protection::kSealed},
};

rocksdb::ColumnFamilyOptions OptionsFor(
    const FamilyShape& family, ValuesAre values,
    const std::shared_ptr<rocksdb::Cache>& block_cache) {
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(
      TableOptionsFor(family.keys, block_cache)));
  options.write_buffer_size = size_t{8} << 20;
  const bool sealed =
      values == ValuesAre::kSealed && family.protection == Protection::kSealed;
  options.compression =
      family.compressed && !sealed ? rocksdb::kZSTD : rocksdb::kNoCompression;
  options.enable_blob_files = family.blobs;
  options.min_blob_size = kBlobSize;
  return options;
}

}  // namespace

const FamilyShape& ShapeOf(Family family) {
  return kFamilies[static_cast<size_t>(family)];
}

rocksdb::DBOptions RocksOptions() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // The default mode drops synced records behind a damaged one in silence.
  options.wal_recovery_mode =
      rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;  // Nobody spins.
  options.db_write_buffer_size = kWriteBuffers;
  options.max_total_wal_size = kWriteBuffers;  // Read again after a crash.
  options.info_log = std::make_shared<NoJournal>();
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> FamilyDescriptors(
    ValuesAre values) {
  const std::shared_ptr<rocksdb::Cache> block_cache =
      rocksdb::NewLRUCache(kBlockCache);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const FamilyShape& family : kFamilies) {
    descriptors.emplace_back(family.name,
                             OptionsFor(family, values, block_cache));
  }
  return descriptors;
}

}  // namespace kepil

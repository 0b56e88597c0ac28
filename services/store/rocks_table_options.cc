#include "services/store/rocks_table_options.h"

#include "rocksdb/filter_policy.h"

namespace kepil {
namespace {

constexpr double kFilterBitsPerKey = 10;

}  // namespace

rocksdb::BlockBasedTableOptions TableOptionsFor(
    KeyOrder order, const std::shared_ptr<rocksdb::Cache>& block_cache) {
  rocksdb::BlockBasedTableOptions options;
  options.block_cache = block_cache;
  // Indexes too, or memory grows with the number of tables.
  options.cache_index_and_filter_blocks = true;
  options.index_type =
      rocksdb::BlockBasedTableOptions::IndexType::kTwoLevelIndexSearch;
  if (order == KeyOrder::kRandom) {
    options.filter_policy.reset(
        rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
    options.partition_filters = true;
  }
  return options;
}

}  // namespace kepil

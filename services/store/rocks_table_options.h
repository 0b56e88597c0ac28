#ifndef KEPIL_SERVICES_STORE_ROCKS_TABLE_OPTIONS_H_
#define KEPIL_SERVICES_STORE_ROCKS_TABLE_OPTIONS_H_

#include <memory>

#include "rocksdb/cache.h"
#include "rocksdb/table.h"

namespace kepil {

// How a family's keys come: in an order of their own, or as digests and random
// ids, which may stand in any table of every level.
enum class KeyOrder { kOrdered, kRandom };

// How RocksDB lays out the tables of a family. Indexes are in parts of 4 KiB,
// read as needed and kept in `block_cache`: whole ones take half a megabyte a
// table, so that one look-up in a store of millions read more of them than of
// anything else. Random keys have a Bloom filter (10 bits a key, in parts
// likewise): a level that lacks the key is not read.
rocksdb::BlockBasedTableOptions TableOptionsFor(
    KeyOrder order, const std::shared_ptr<rocksdb::Cache>& block_cache);

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_TABLE_OPTIONS_H_

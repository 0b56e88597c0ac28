#ifndef KEPIL_SERVICES_STORE_ROCKS_FAMILIES_H_
#define KEPIL_SERVICES_STORE_ROCKS_FAMILIES_H_

#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "services/store/family.h"
#include "services/store/rocks_table_options.h"

namespace kepil {

// What storage keys do to the values of a family.
enum class Protection { kNone, kMarked, kSealed };

// FamilyShape is how one family is kept.
struct FamilyShape {
  const char* name;
  Protection protection = Protection::kNone;
  bool blobs = false;  // Values of 1 KiB and more apart from the tree.
  bool compressed = true;
  KeyOrder keys = KeyOrder::kOrdered;
};

const FamilyShape& ShapeOf(Family family);

// Whether the values that reach RocksDB are sealed already: nothing of those
// can be compressed.
enum class ValuesAre { kPlain, kSealed };

// How RocksDB is run: synced writes of one writer, no journal of its own,
// memory bounded at 32 MiB of writes and 32 MiB of blocks.
rocksdb::DBOptions RocksOptions();
// Of all families, in the order of the enum, with one cache of blocks.
std::vector<rocksdb::ColumnFamilyDescriptor> FamilyDescriptors(
    ValuesAre values);

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_ROCKS_FAMILIES_H_

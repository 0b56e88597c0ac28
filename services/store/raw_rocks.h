#ifndef KEPIL_SERVICES_STORE_RAW_ROCKS_H_
#define KEPIL_SERVICES_STORE_RAW_ROCKS_H_

#include <memory>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "rocksdb/db.h"

namespace kepil {

// RawRocks is a closed database as whoever has its files sees it: values as
// they lie, families by name. For tests. Misuse ends the test.
class RawRocks {
 public:
  explicit RawRocks(const std::string& path) {
    std::vector<std::string> names;
    KEPIL_CHECK(
        rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names)
            .ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names) {
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    rocksdb::DB* db = nullptr;
    KEPIL_CHECK(
        rocksdb::DB::Open(rocksdb::DBOptions(), path, families, &handles_, &db)
            .ok());
    db_.reset(db);
  }
  ~RawRocks() {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
    db_->Close().PermitUncheckedError();
  }
  RawRocks(const RawRocks&) = delete;
  RawRocks& operator=(const RawRocks&) = delete;

  std::string Get(const std::string& family, const std::string& key) const {
    std::string value;
    KEPIL_CHECK(
        db_->Get(rocksdb::ReadOptions(), Handle(family), key, &value).ok());
    return value;
  }
  void Put(const std::string& family, const std::string& key,
           const std::string& value) {
    rocksdb::WriteOptions options;
    options.sync = true;
    KEPIL_CHECK(db_->Put(options, Handle(family), key, value).ok());
  }

 private:
  rocksdb::ColumnFamilyHandle* Handle(const std::string& family) const {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      if (handle->GetName() == family) {
        return handle;
      }
    }
    KEPIL_CHECK(false);
    return nullptr;
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_STORE_RAW_ROCKS_H_

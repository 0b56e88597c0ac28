#ifndef KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_
#define KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_

#include <memory>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "services/store/rocks_db.h"
#include "tests/support/temp_folder.h"

namespace kepil {

// RocksFolder is a database of its own that can be closed and opened again.
class RocksFolder {
 public:
  RocksFolder() { Reopen(); }
  RocksDb& db() { return *db_; }
  std::string path() const { return folder_.path() + "/db"; }
  void Close() { db_.reset(); }
  void Reopen() {
    db_.reset();
    auto opened = RocksDb::Open(path());
    KEPIL_CHECK(opened.ok());
    db_ = *std::move(opened);
  }

 private:
  TempFolder folder_;
  std::unique_ptr<RocksDb> db_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_

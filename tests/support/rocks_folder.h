#ifndef KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_
#define KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "services/store/rocks_db.h"
#include "services/store/value_sealer.h"
#include "tests/support/temp_folder.h"

namespace kepil {

// Storage keys made from one octet each, the same on every run; nonces that
// count.
inline std::shared_ptr<const ValueSealer> MakeTestSealer(
    const std::string& seeds) {
  std::vector<std::string> keys;
  for (const char seed : seeds) {
    keys.emplace_back(ValueSealer::kKeySize, seed);
  }
  auto sealer = ValueSealer::Create(
      keys, [next = std::make_shared<std::atomic<int64_t>>(0)](size_t size) {
        std::string nonce = NumberKey(++*next);
        nonce.resize(size, '\0');
        return nonce;
      });
  KEPIL_CHECK(sealer.ok());
  return *std::move(sealer);
}

// RocksFolder is a database of its own that can be closed and opened again.
class RocksFolder {
 public:
  explicit RocksFolder(std::shared_ptr<const ValueSealer> sealer = nullptr)
      : sealer_(std::move(sealer)) {
    Reopen();
  }
  RocksDb& db() { return *db_; }
  std::string path() const { return folder_.path() + "/db"; }
  void Close() { db_.reset(); }
  void Reopen() {
    db_.reset();
    auto opened = RocksDb::Open(path(), sealer_);
    KEPIL_CHECK(opened.ok());
    db_ = *std::move(opened);
  }

 private:
  const std::shared_ptr<const ValueSealer> sealer_;
  TempFolder folder_;
  std::unique_ptr<RocksDb> db_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_ROCKS_FOLDER_H_

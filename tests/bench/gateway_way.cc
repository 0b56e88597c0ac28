#include "tests/bench/gateway_way.h"

#include <atomic>
#include <ctime>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "services/store/rocks_families.h"

namespace kepil {
namespace {

constexpr absl::Duration kStart = absl::Seconds(20);

double CpuMicroseconds() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 +
         static_cast<double>(time.tv_nsec) / 1e3;
}

}  // namespace

EchoHouse::EchoHouse(const DemoHouse& house,
                     const v1::ValidateResponse& response)
    : house_(house) {
  const std::string file = house.PathOf("echo.response");
  WriteWholeFile(file, response.SerializeAsString());
  process_ = ChildProcess::Start(
      {ProgramPath("tests/bench/echo_server"), house.PathOf("tls/server.pem"),
       house.PathOf("tls/server.key"), file},
      house.PathOf("echo.err"));
  const std::optional<std::string> port = process_->ReadLine(kStart);
  KEPIL_CHECK(port.has_value());
  address_ = absl::StrCat("127.0.0.1:", *port);
}

ChannelRef EchoHouse::Channel() const {
  return house_.ChannelTo(address_, "relying-party");
}

double MeasureStoreFloor(const std::string& folder, size_t octets, int writers,
                         int count) {
  rocksdb::DBOptions options = RocksOptions();
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* opened = nullptr;
  KEPIL_CHECK(rocksdb::DB::Open(options, folder,
                                FamilyDescriptors(ValuesAre::kSealed),
                                &families, &opened)
                  .ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::ColumnFamilyHandle* const receipts =
      families[static_cast<size_t>(Family::kReceipts)];
  const std::string value(octets, 'r');
  std::atomic<int> next{0};
  const double before = CpuMicroseconds();
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&] {
      rocksdb::WriteOptions synced;
      synced.sync = true;
      for (int at = next++; at < count; at = next++) {
        KEPIL_CHECK(
            db->Put(synced, receipts, absl::StrCat(1'000'000 + at), value)
                .ok());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const double used = CpuMicroseconds() - before;
  for (rocksdb::ColumnFamilyHandle* family : families) {
    KEPIL_CHECK(db->DestroyColumnFamilyHandle(family).ok());
  }
  return used / count;
}

}  // namespace kepil

#ifndef KEPIL_TESTS_BENCH_GATEWAY_WAY_H_
#define KEPIL_TESTS_BENCH_GATEWAY_WAY_H_

#include <memory>
#include <string>

#include "kepil/v1/validation.pb.h"
#include "tests/integration/child_process.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// EchoHouse is a process that answers every question with one response
// (echo_server.cc), under the certificate of `house`: the way without the work.
class EchoHouse {
 public:
  EchoHouse(const DemoHouse& house, const v1::ValidateResponse& response);

  ChannelRef Channel() const;
  const ChildProcess& process() const { return *process_; }

 private:
  const DemoHouse& house_;
  std::unique_ptr<ChildProcess> process_;
  std::string address_;
};

// What RocksDB alone takes to make one receipt durable: microseconds of CPU for
// a value of `octets` in a synced write of its own by one of `writers` threads,
// which RocksDB joins into groups, of `count` such. `folder` must not exist;
// the options are those of kepild's database.
double MeasureStoreFloor(const std::string& folder, size_t octets, int writers,
                         int count);

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_GATEWAY_WAY_H_

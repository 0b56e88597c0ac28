#ifndef KEPIL_TESTS_BENCH_GATEWAY_LOAD_H_
#define KEPIL_TESTS_BENCH_GATEWAY_LOAD_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "kepil/v1/validation.pb.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"

namespace kepil {

// What a load cost and how long its callers waited.
struct LoadOutcome {
  double cpu_us = 0;  // Of the server, each.
  double per_second = 0;
  double p50_ms = 0, p95_ms = 0, p99_ms = 0;
  double resident_mib = 0;  // Of the server, afterwards.
};

// The value below which that part of `sorted` lies; 0 if it is empty.
double QuantileOf(const std::vector<double>& sorted, double quantile);

// How a load is asked.
struct GatewayLoad {
  int count = 0;        // Questions in all.
  int clients = 4;      // Each with a connection of its own.
  bool stream = false;  // One ValidateStream a client; else unary calls.
};
// Whom it goes to.
struct LoadTarget {
  std::function<ChannelRef()> connect;
  const ChildProcess& process;
};
// kepild, as the relying party.
LoadTarget TargetIn(DemoHouse& house);

// Sends request_at(i), i from 0; every signature must be TOTAL_PASSED.
LoadOutcome RunLoad(
    const LoadTarget& target, const GatewayLoad& load,
    const std::function<const v1::ValidateRequest&(int)>& request_at);
LoadOutcome RunLoad(
    DemoHouse& house, const GatewayLoad& load,
    const std::function<const v1::ValidateRequest&(int)>& request_at);

// The same of unary calls of any kind; `call` is run as often as `load` says.
LoadOutcome RunCalls(
    DemoHouse& house, const GatewayLoad& load,
    const std::function<void(const ChannelRef& party, int i)>& call);

}  // namespace kepil

#endif  // KEPIL_TESTS_BENCH_GATEWAY_LOAD_H_

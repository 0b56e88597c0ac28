#include "tests/bench/gateway_load.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "tests/bench/gateway_stream.h"

namespace kepil {
namespace {

// Milliseconds of each question of one client, which takes its numbers from
// `next`.
using Client = std::function<std::vector<double>(const ChannelRef& party,
                                                 std::atomic<int>& next)>;

LoadOutcome RunClients(const LoadTarget& target, const GatewayLoad& load,
                       const Client& client) {
  std::atomic<int> next{0};
  std::mutex mutex;
  std::vector<double> latencies;
  std::vector<std::thread> threads;
  const absl::Duration cpu = target.process.CpuTime();
  const absl::Time began = absl::Now();
  for (int i = 0; i < load.clients; ++i) {
    threads.emplace_back([&] {
      const std::vector<double> own = client(target.connect(), next);
      const std::lock_guard<std::mutex> lock(mutex);
      latencies.insert(latencies.end(), own.begin(), own.end());
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
  std::sort(latencies.begin(), latencies.end());
  LoadOutcome outcome;
  outcome.cpu_us =
      absl::ToDoubleMicroseconds(target.process.CpuTime() - cpu) / load.count;
  outcome.per_second = load.count / seconds;
  outcome.p50_ms = QuantileOf(latencies, 0.5);
  outcome.p95_ms = QuantileOf(latencies, 0.95);
  outcome.p99_ms = QuantileOf(latencies, 0.99);
  outcome.resident_mib =
      static_cast<double>(target.process.ResidentBytes()) / 1048576;
  return outcome;
}

}  // namespace

double QuantileOf(const std::vector<double>& sorted, double quantile) {
  if (sorted.empty()) {
    return 0;
  }
  return sorted[static_cast<size_t>(quantile *
                                    static_cast<double>(sorted.size() - 1))];
}

LoadTarget TargetIn(DemoHouse& house) {
  return {[&house] { return house.ChannelAs("relying-party"); },
          house.kepild()};
}

namespace {

LoadOutcome RunCallsOf(
    const LoadTarget& target, const GatewayLoad& load,
    const std::function<void(const ChannelRef& party, int i)>& call) {
  return RunClients(
      target, load, [&](const ChannelRef& party, std::atomic<int>& next) {
        std::vector<double> latencies;
        for (int at = next++; at < load.count; at = next++) {
          const absl::Time sent = absl::Now();
          call(party, at);
          latencies.push_back(absl::ToDoubleMilliseconds(absl::Now() - sent));
        }
        return latencies;
      });
}

}  // namespace

LoadOutcome RunCalls(
    DemoHouse& house, const GatewayLoad& load,
    const std::function<void(const ChannelRef& party, int i)>& call) {
  return RunCallsOf(TargetIn(house), load, call);
}

LoadOutcome RunLoad(
    DemoHouse& house, const GatewayLoad& load,
    const std::function<const v1::ValidateRequest&(int)>& request_at) {
  return RunLoad(TargetIn(house), load, request_at);
}

LoadOutcome RunLoad(
    const LoadTarget& target, const GatewayLoad& load,
    const std::function<const v1::ValidateRequest&(int)>& request_at) {
  if (load.stream) {
    return RunClients(
        target, load, [&](const ChannelRef& party, std::atomic<int>& next) {
          return AskOnStream(party, [&]() -> const v1::ValidateRequest* {
            const int at = next++;
            return at < load.count ? &request_at(at) : nullptr;
          });
        });
  }
  return RunCallsOf(target, load, [&](const ChannelRef& party, int i) {
    const auto receipt = Validate(party, request_at(i));
    if (!receipt.ok()) {
      std::fprintf(stderr, "%s\n", receipt.status().ToString().c_str());
    }
    KEPIL_CHECK(receipt.ok());
    KEPIL_CHECK(VerdictText(*receipt) == "TOTAL_PASSED");
  });
}

}  // namespace kepil

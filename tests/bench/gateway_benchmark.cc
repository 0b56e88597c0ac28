// What a validation costs kepild: CPU of its process over mutual TLS with a
// durable receipt, beside what OpenSSL alone takes in the same run.
//   --count=N (3000)  --clients=N (4)  --brief  --json=FILE

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "tests/bench/gateway_floor.h"
#include "tests/bench/gateway_load.h"
#include "tests/bench/gateway_way.h"
#include "tests/bench/gateway_workload.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"

ABSL_FLAG(int, count, 3000, "Validations of each kind.");
ABSL_FLAG(int, clients, 4, "Clients, each with a connection of its own.");
ABSL_FLAG(bool, brief, false, "The usual calls and streams alone.");
ABSL_FLAG(std::string, json, "", "Where the results go as one object.");

namespace kepil {
namespace {

constexpr int kFloorRuns = 200;
constexpr int kRepeatedSigners = 8;
constexpr int kFirstSeen = 400;
constexpr size_t kUsualSize = 4096;
constexpr int kManyWriters = 64;  // As streams keep under way.

enum class Way { kCalls, kStreams };

GatewayLoad Load(int count) {
  GatewayLoad load;
  load.count = count;
  load.clients = absl::GetFlag(FLAGS_clients);
  return load;
}

std::string Row(absl::string_view name, const LoadOutcome& outcome,
                double floor) {
  const std::string ratio =
      floor > 0 ? absl::StrFormat("%.2f", outcome.cpu_us / floor) : "-";
  return absl::StrFormat("%-34s %9.1f %7s %9.0f %7.2f %7.2f %7.2f %8.1f\n",
                         name, outcome.cpu_us, ratio, outcome.per_second,
                         outcome.p50_ms, outcome.p95_ms, outcome.p99_ms,
                         outcome.resident_mib);
}

class Benchmark {
 public:
  Benchmark()
      : workload_(absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()))) {
    KEPIL_CHECK(house_.Start().ok());
    KEPIL_CHECK(Admit(house_, RelyingPartyDraft(house_)).ok());
    for (const BenchKey key :
         {BenchKey::kRsa2048, BenchKey::kP256, BenchKey::kKzGost512}) {
      KEPIL_CHECK(Admit(house_, workload_.Draft(key)).ok());
    }
  }

  void Run() {
    const GatewayFloor rsa = FloorOf(BenchKey::kRsa2048);
    const GatewayFloor p256 = FloorOf(BenchKey::kP256);
    mathematics_ = (rsa.mathematics_us + p256.mathematics_us) / 2;
    parse_ = (rsa.parse_us + p256.parse_us) / 2;
    std::printf(
        "floor, us of CPU: mathematics %.1f (%.1f while the other cores are "
        "busy), with OpenSSL's parsing %.1f\n\n",
        mathematics_, (rsa.mathematics_busy_us + p256.mathematics_busy_us) / 2,
        parse_);
    std::printf("%-34s %9s %7s %9s %7s %7s %7s %8s\n", "repeated signers",
                "us each", "x math", "per s", "p50 ms", "p95 ms", "p99 ms",
                "MiB");
    warm_ = Repeated("half RSA-2048, half P-256, 4 KiB",
                     {BenchKey::kRsa2048, BenchKey::kP256}, kUsualSize);
    stream_ = Repeated("the same on a stream for each client",
                       {BenchKey::kRsa2048, BenchKey::kP256}, kUsualSize,
                       BenchContent::kWhole, Way::kStreams);
    Floors();
    if (absl::GetFlag(FLAGS_brief)) {
      return;
    }
    Repeated("RSA-2048, 4 KiB", {BenchKey::kRsa2048}, kUsualSize);
    Repeated("P-256, 4 KiB", {BenchKey::kP256}, kUsualSize);
    Repeated("KZ-512, 4 KiB", {BenchKey::kKzGost512}, kUsualSize);
    Repeated("P-256, 1 KiB", {BenchKey::kP256}, 1024);
    Repeated("P-256, 1 MiB", {BenchKey::kP256}, size_t{1} << 20);
    Repeated("P-256, digest only", {BenchKey::kP256}, kUsualSize,
             BenchContent::kDigestOnly);
    FirstSeen();
    WriteJson();
  }

 private:
  // What gRPC and the store take alone, in calls and on streams.
  void Floors() {
    const v1::ValidateRequest request = workload_.Request(
        workload_.NewSigner(BenchKey::kP256), kUsualSize, BenchContent::kWhole);
    const auto receipt = Validate(house_.ChannelAs("relying-party"), request);
    KEPIL_CHECK(receipt.ok());
    v1::ValidateResponse response;
    *response.mutable_receipt() = *receipt;
    const EchoHouse echo(house_, response);
    const LoadTarget target = {[&echo] { return echo.Channel(); },
                               echo.process()};
    const auto request_at = [&](int) -> const v1::ValidateRequest& {
      return request;
    };
    std::printf("\nof these, at least (response %d octets)\n",
                static_cast<int>(response.ByteSizeLong()));
    const int count = absl::GetFlag(FLAGS_count);
    for (const bool stream : {false, true}) {
      GatewayLoad load = Load(count);
      load.stream = stream;
      RunLoad(target, load, request_at);  // Warm.
      const LoadOutcome outcome = RunLoad(target, load, request_at);
      std::fputs(Row(stream ? "gRPC and TLS, streams" : "gRPC and TLS, calls",
                     outcome, mathematics_)
                     .c_str(),
                 stdout);
    }
    const size_t octets = receipt->body().size() + receipt->dvc().size() +
                          request.signature().size();
    for (const int writers : {absl::GetFlag(FLAGS_clients), kManyWriters}) {
      const double each =
          MeasureStoreFloor(house_.PathOf(absl::StrCat("floor-", writers)),
                            octets, writers, count);
      std::printf("RocksDB, synced, %2d at once         %9.1f %7.2f\n", writers,
                  each, each / mathematics_);
    }
    std::fflush(stdout);
  }

  GatewayFloor FloorOf(BenchKey key) {
    const TestIdentity signer = workload_.NewSigner(key);
    return MeasureFloor(
        workload_.Request(signer, kUsualSize, BenchContent::kWhole), signer,
        kFloorRuns);
  }

  LoadOutcome Repeated(absl::string_view name,
                       const std::vector<BenchKey>& keys, size_t size,
                       BenchContent content = BenchContent::kWhole,
                       Way way = Way::kCalls) {
    std::vector<v1::ValidateRequest> requests;
    for (int i = 0; i < kRepeatedSigners; ++i) {
      const BenchKey key = keys[static_cast<size_t>(i) % keys.size()];
      requests.push_back(
          workload_.Request(workload_.NewSigner(key), size, content));
    }
    const auto request_at = [&](int i) -> const v1::ValidateRequest& {
      return requests[static_cast<size_t>(i) % requests.size()];
    };
    const int count = absl::GetFlag(FLAGS_count);
    RunLoad(house_, Load(std::max(200, count / 10)), request_at);
    GatewayLoad load = Load(count);
    load.stream = way == Way::kStreams;
    const LoadOutcome outcome = RunLoad(house_, load, request_at);
    std::fputs(Row(name, outcome, mathematics_).c_str(), stdout);
    std::fflush(stdout);
    return outcome;
  }

  void FirstSeen() {
    std::vector<v1::ValidateRequest> requests;
    for (int i = 0; i < kFirstSeen; ++i) {
      const BenchKey key = i % 2 == 0 ? BenchKey::kRsa2048 : BenchKey::kP256;
      requests.push_back(workload_.Request(workload_.NewSigner(key), kUsualSize,
                                           BenchContent::kWhole));
    }
    cold_ = RunLoad(house_, Load(kFirstSeen),
                    [&](int i) -> const v1::ValidateRequest& {
                      return requests[static_cast<size_t>(i)];
                    });
    std::printf("\nfirst-seen signers (ratio to the parse floor)\n");
    std::fputs(Row("half RSA-2048, half P-256, 4 KiB", cold_, parse_).c_str(),
               stdout);
  }

  void WriteJson() const {
    const std::string file = absl::GetFlag(FLAGS_json);
    if (file.empty()) {
      return;
    }
    std::ofstream out(file);
    out << absl::StrFormat(
        "{\"floor_mathematics_us\": %.1f, \"floor_parse_us\": %.1f, "
        "\"warm_unary_cpu_us\": %.1f, \"warm_stream_cpu_us\": %.1f, "
        "\"cold_unary_cpu_us\": %.1f, \"p99_ms\": %.2f, "
        "\"throughput_per_s\": %.1f, \"peak_rss_mib\": %.1f}\n",
        mathematics_, parse_, warm_.cpu_us, stream_.cpu_us, cold_.cpu_us,
        warm_.p99_ms, warm_.per_second,
        std::max(warm_.resident_mib, cold_.resident_mib));
  }

  GatewayWorkload workload_;
  DemoHouse house_;
  double mathematics_ = 0, parse_ = 0;
  LoadOutcome warm_, stream_, cold_;
};

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  kepil::Benchmark().Run();
}

// What kepild does when half as many and three times as many ask as it can
// answer. Half: how long they wait, beside what the disk takes to sync in the
// same run. Three times: receipts per second and per second of its CPU, how
// fast the rest is refused, its memory. Clients and server share the machine,
// so the second of these is the fair one.
//   --seconds=N (10)  --factor=N (3)  --clients=N (16)

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "grpcpp/grpcpp.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"

ABSL_FLAG(int, seconds, 10, "How long each load lasts.");
ABSL_FLAG(int, factor, 3, "Of the capacity, in the overload.");
ABSL_FLAG(int, clients, 16, "Callers at once when the capacity is measured.");

namespace kepil {
namespace {

constexpr int kChannels = 4;
constexpr absl::Duration kTick = absl::Milliseconds(1);
constexpr int kSyncs = 300;
constexpr int kMostInFlight = 8192;  // Of the load itself.

struct Sample {
  bool is_answered = false;
  bool is_refused = false;  // OVERLOADED, with RetryInfo.
  double ms = 0;
};

double QuantileMs(std::vector<double> values, double quantile) {
  if (values.empty()) {
    return 0;
  }
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(quantile *
                                    static_cast<double>(values.size() - 1))];
}

// Of one write of 4 KiB and its sync after the other, in a file of `folder`.
std::vector<double> SyncsMs(const std::string& folder) {
  const std::string path = folder + "/sync-probe";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  KEPIL_CHECK(file >= 0);
  const std::string octets(4096, 'k');
  std::vector<double> times;
  for (int i = 0; i < kSyncs; ++i) {
    const absl::Time began = absl::Now();
    KEPIL_CHECK(::write(file, octets.data(), octets.size()) ==
                static_cast<ssize_t>(octets.size()));
    KEPIL_CHECK(::fdatasync(file) == 0);
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
  }
  ::close(file);
  ::unlink(path.c_str());
  return times;
}

// Open-loop load: calls begin on time, whatever becomes of earlier ones.
class Load {
 public:
  Load(const DemoHouse& house, v1::ValidateRequest request)
      : request_(std::move(request)) {
    for (int i = 0; i < kChannels; ++i) {
      stubs_.push_back(
          v1::ValidationService::NewStub(house.ChannelAs("relying-party")));
    }
  }

  // Calls until `end`, `per_second` of them; waits for the last answer.
  std::vector<Sample> Run(double per_second, absl::Time end) {
    const absl::Time began = absl::Now();
    int64_t sent = 0;
    for (absl::Time now = began; now < end; now = absl::Now()) {
      const auto due =
          static_cast<int64_t>(absl::ToDoubleSeconds(now - began) * per_second);
      while (sent < due && in_flight_.load() < kMostInFlight) {
        Send(static_cast<size_t>(sent++));
      }
      sent = std::max(sent, due);  // What could not even be sent is left out.
      absl::SleepFor(kTick);
    }
    MutexLock lock(mutex_);
    while (in_flight_.load() > 0) {
      done_.Wait(mutex_);
    }
    return std::move(samples_);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::ValidateResponse response;
    absl::Time sent = absl::Now();
  };
  void Send(size_t number) {
    ++in_flight_;
    auto call = std::make_shared<Call>();
    call->context.set_deadline(
        absl::ToChronoTime(call->sent + absl::Seconds(30)));
    stubs_[number % kChannels]->async()->Validate(
        &call->context, &request_, &call->response,
        [this, call](grpc::Status status) { Note(*call, status); });
  }
  void Note(const Call& call, const grpc::Status& status) {
    Sample sample;
    sample.is_answered = status.ok();
    sample.is_refused =
        status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
        absl::StrContains(status.error_details(), "google.rpc.RetryInfo");
    sample.ms = absl::ToDoubleMilliseconds(absl::Now() - call.sent);
    MutexLock lock(mutex_);
    samples_.push_back(sample);
    if (--in_flight_ == 0) {
      done_.NotifyAll();
    }
  }

  const v1::ValidateRequest request_;
  std::vector<std::unique_ptr<v1::ValidationService::Stub>> stubs_;
  std::atomic<int> in_flight_{0};
  Mutex mutex_;
  CondVar done_;
  std::vector<Sample> samples_ ABSL_GUARDED_BY(mutex_);
};

class Benchmark {
 public:
  Benchmark() {
    KEPIL_CHECK(house_.Start().ok());
    KEPIL_CHECK(AdmitUsual(house_).ok());
  }

  void Run() {
    Closed(absl::Seconds(2));  // Warm.
    const double peak = Closed(length_);
    Half(peak);
    Overload(peak);
  }

 private:
  // Callers that wait for their answer; receipts a second.
  double Closed(absl::Duration length) {
    std::atomic<int64_t> answered{0};
    const absl::Duration cpu = house_.kepild().CpuTime();
    const absl::Time began = absl::Now();
    std::vector<std::thread> clients;
    for (int i = 0; i < absl::GetFlag(FLAGS_clients); ++i) {
      clients.emplace_back([&] {
        const ChannelRef party = house_.ChannelAs("relying-party");
        while (absl::Now() < began + length) {
          KEPIL_CHECK(Validate(party, request_).ok());
          ++answered;
        }
      });
    }
    for (std::thread& client : clients) {
      client.join();
    }
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
    const double used = absl::ToDoubleSeconds(house_.kepild().CpuTime() - cpu);
    const double count = static_cast<double>(answered.load());
    peak_per_cpu_ = count / used;
    std::printf(
        "capacity: %.0f receipts/s, %.0f per second of server CPU, "
        "%d MiB\n",
        count / seconds, peak_per_cpu_, ResidentMib());
    return count / seconds;
  }

  // Calls begin on time, at half of `peak`.
  void Half(double peak) {
    std::vector<double> syncs = SyncsMs(house_.folder());
    const absl::Duration cpu = house_.kepild().CpuTime();
    Load load(house_, request_);
    std::vector<double> answered;
    int others = 0;
    for (const Sample& sample : load.Run(peak / 2, absl::Now() + length_)) {
      if (sample.is_answered) {
        answered.push_back(sample.ms);
      } else {
        ++others;
      }
    }
    const double used = absl::ToDoubleSeconds(house_.kepild().CpuTime() - cpu);
    const std::vector<double> after = SyncsMs(house_.folder());
    const double before_ms = QuantileMs(syncs, 0.5);
    const double after_ms = QuantileMs(after, 0.5);
    syncs.insert(syncs.end(), after.begin(), after.end());
    const double goal = 5 + 2 * QuantileMs(syncs, 0.5);
    std::printf(
        "half, %.0f/s offered: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms; goal for "
        "p99 %.2f ms (fdatasync, median: %.2f ms before, %.2f ms after; p99 "
        "%.2f ms); %.0f %% of the server's CPU; not answered: %d\n",
        peak / 2, QuantileMs(answered, 0.5), QuantileMs(answered, 0.95),
        QuantileMs(answered, 0.99), goal, before_ms, after_ms,
        QuantileMs(syncs, 0.99), 100 * used / absl::ToDoubleSeconds(length_),
        others);
  }

  void Overload(double peak) {
    const double rate = peak * absl::GetFlag(FLAGS_factor);
    Load load(house_, request_);
    const absl::Duration cpu = house_.kepild().CpuTime();
    const absl::Time began = absl::Now();
    const std::vector<Sample> samples = load.Run(rate, began + length_);
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
    const double used = absl::ToDoubleSeconds(house_.kepild().CpuTime() - cpu);
    std::vector<double> answered, refused;
    int other = 0;
    for (const Sample& sample : samples) {
      if (sample.is_answered) {
        answered.push_back(sample.ms);
      } else if (sample.is_refused) {
        refused.push_back(sample.ms);
      } else {
        ++other;
      }
    }
    const double goodput = static_cast<double>(answered.size()) / seconds;
    std::printf(
        "offered %.0f/s: %.0f receipts/s (%.0f %% of the capacity), %.0f per "
        "second of server CPU (%.0f %%)\n",
        rate, goodput, 100 * goodput / peak,
        static_cast<double>(answered.size()) / used,
        100 * static_cast<double>(answered.size()) / used / peak_per_cpu_);
    std::printf("answered in p50 %.0f ms, p99 %.0f ms\n",
                QuantileMs(answered, 0.5), QuantileMs(answered, 0.99));
    std::printf(
        "refused with RetryInfo: %d, in p50 %.1f ms, p99 %.1f ms; otherwise "
        "failed: %d; %d MiB\n",
        static_cast<int>(refused.size()), QuantileMs(refused, 0.5),
        QuantileMs(refused, 0.99), other, ResidentMib());
  }

  int ResidentMib() {
    return static_cast<int>(house_.kepild().ResidentBytes() >> 20);
  }

  DemoHouse house_;
  const v1::ValidateRequest request_ = DemoRequest(house_, "valid-p256.txt");
  const absl::Duration length_ = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  double peak_per_cpu_ = 1;
};

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  kepil::Benchmark().Run();
}

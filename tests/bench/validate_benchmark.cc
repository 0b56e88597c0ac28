// What a validation over mutual TLS with a durable receipt costs the server,
// next to what OpenSSL alone takes for the same signatures in the same run, and
// whether memory stays flat.
//   --count=N (2000)  --clients=N (4)  --document=NAME (valid-p256.txt)

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/pki_builder.h"

ABSL_FLAG(int, count, 2000, "Validations.");
ABSL_FLAG(int, clients, 4, "Clients, each with a connection of its own.");
ABSL_FLAG(std::string, document, "valid-p256.txt", "Of the demo.");

namespace kepil {
namespace {

constexpr int kWarmUp = 200;
constexpr int kIntervals = 20;
constexpr int kBareRuns = 500;

struct Deleter {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(CMS_ContentInfo* p) const { CMS_ContentInfo_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

absl::Duration OwnCpuTime() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

double Microseconds(absl::Duration total, int count) {
  return absl::ToDoubleMicroseconds(total) / count;
}

// `count` validations by all clients; every one must be TOTAL_PASSED.
void RunLoad(const DemoHouse& house, int count) {
  const v1::ValidateRequest request =
      DemoRequest(house, absl::GetFlag(FLAGS_document));
  std::atomic<int> left{count};
  std::vector<std::thread> threads;
  for (int i = 0; i < absl::GetFlag(FLAGS_clients); ++i) {
    threads.emplace_back([&] {
      const ChannelRef party = house.ChannelAs("relying-party");
      while (left.fetch_sub(1) > 0) {
        const auto receipt = Validate(party, request);
        KEPIL_CHECK(receipt.ok());
        KEPIL_CHECK(VerdictText(*receipt) == "TOTAL_PASSED");
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

// One CMS_verify with its path to the root, from bytes.
void VerifyBare(const v1::ValidateRequest& request, X509_STORE* store) {
  const auto* der =
      reinterpret_cast<const unsigned char*>(request.signature().data());
  const Owned<CMS_ContentInfo> cms(d2i_CMS_ContentInfo(
      nullptr, &der, static_cast<long>(request.signature().size())));
  const Owned<BIO> content(BIO_new_mem_buf(
      request.content().data(), static_cast<int>(request.content().size())));
  KEPIL_CHECK(CMS_verify(cms.get(), nullptr, store, content.get(), nullptr,
                         CMS_BINARY) == 1);
}

struct BareCost {
  double verify_us = 0, sign_us = 0;
};

BareCost MeasureBare(const DemoHouse& house) {
  const v1::ValidateRequest request =
      DemoRequest(house, absl::GetFlag(FLAGS_document));
  const Owned<X509_STORE> store(X509_STORE_new());
  const std::string& root = house.pki().Get("xa-root").certificate;
  const auto* der = reinterpret_cast<const unsigned char*>(root.data());
  const Owned<X509> anchor(
      d2i_X509(nullptr, &der, static_cast<long>(root.size())));
  X509_STORE_add_cert(store.get(), anchor.get());
  X509_VERIFY_PARAM_set_purpose(X509_STORE_get0_param(store.get()),
                                X509_PURPOSE_ANY);
  BareCost cost;
  absl::Duration before = OwnCpuTime();
  for (int i = 0; i < kBareRuns; ++i) {
    VerifyBare(request, store.get());
  }
  cost.verify_us = Microseconds(OwnCpuTime() - before, kBareRuns);
  const TestKey& key = house.pki().Get("receipt").key;
  before = OwnCpuTime();
  for (int i = 0; i < kBareRuns; ++i) {
    KEPIL_CHECK(!TestSign(key, TestSigning(), request.signature()).empty());
  }
  cost.sign_us = Microseconds(OwnCpuTime() - before, kBareRuns);
  return cost;
}

int Main() {
  const int count = absl::GetFlag(FLAGS_count);
  DemoHouse house;
  KEPIL_CHECK(house.Start().ok());
  KEPIL_CHECK(AdmitUsual(house).ok());
  RunLoad(house, kWarmUp);

  std::printf("%s, %d clients, %d validations\n\n",
              absl::GetFlag(FLAGS_document).c_str(),
              absl::GetFlag(FLAGS_clients), count);
  std::printf("%12s %14s\n", "validations", "resident MiB");
  const absl::Time began = absl::Now();
  const absl::Duration cpu = house.kepild().CpuTime();
  const int per_interval = std::max(1, count / kIntervals);
  int done = 0;
  while (done < count) {
    RunLoad(house, std::min(per_interval, count - done));
    done += std::min(per_interval, count - done);
    std::printf("%12d %14.1f\n", done,
                static_cast<double>(house.kepild().ResidentBytes()) / 1048576);
    std::fflush(stdout);
  }
  const double server_us = Microseconds(house.kepild().CpuTime() - cpu, count);
  const double rate = count / absl::ToDoubleSeconds(absl::Now() - began);
  const BareCost bare = MeasureBare(house);
  std::printf(
      "\nserver CPU per validation    %9.1f us\n"
      "bare OpenSSL: CMS_verify     %9.1f us\n"
      "bare OpenSSL: P-256 sign     %9.1f us\n"
      "ratio                        %9.2f\n"
      "validations per second       %9.1f\n",
      server_us, bare.verify_us, bare.sign_us,
      server_us / (bare.verify_us + bare.sign_us), rate);
  return 0;
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return kepil::Main();
}

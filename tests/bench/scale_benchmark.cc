// What kepild costs as its store and its registry grow, and what certificates
// in its caches weigh: each list is a table, an empty one is left out.
//   --receipts=N,N,...             receipts in the store before it starts
//   --authorities=N,N,...          registered CAs
//   --cached_certificates=N,N,...  signers seen
//   --count=N (2000)  --clients=N (4)

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "tests/bench/gateway_load.h"
#include "tests/bench/many_authorities.h"
#include "tests/bench/stopped_node.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/support/cms_builder.h"

ABSL_FLAG(std::vector<std::string>, receipts, {}, "Sizes of the store.");
ABSL_FLAG(std::vector<std::string>, authorities, {}, "Sizes of the registry.");
ABSL_FLAG(std::vector<std::string>, cached_certificates, {}, "Signers seen.");
ABSL_FLAG(int, count, 2000, "Validations of each kind.");
ABSL_FLAG(int, clients, 4, "Clients, each with a connection of its own.");

namespace kepil {
namespace {

constexpr size_t kContent = 4096;
constexpr int kRepeated = 8;  // Signers who come again and again.
constexpr size_t kDvcOctets = 400;
constexpr int kFirstSeen = 400;
constexpr int kAdmissions = 3;
constexpr int64_t kCacheOctets = int64_t{1} << 30;  // Of certificates.
constexpr int kPortion = 2000;                      // Requests made at a time.

absl::Time WholeNow() {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
}

std::vector<int64_t> SizesOf(const std::vector<std::string>& texts) {
  std::vector<int64_t> sizes;
  for (const std::string& text : texts) {
    int64_t size = 0;
    KEPIL_CHECK(absl::SimpleAtoi(text, &size) && size >= 0);
    sizes.push_back(size);
  }
  return sizes;
}

double MibOf(DemoHouse& house) {
  return static_cast<double>(house.kepild().ResidentBytes()) / 1048576;
}

GatewayLoad Load(int count) {
  GatewayLoad load;
  load.count = count;
  load.clients = absl::GetFlag(FLAGS_clients);
  return load;
}

v1::ValidateRequest RequestOf(const TestIdentity& signer, absl::Time now) {
  v1::ValidateRequest request;
  request.set_content(std::string(kContent, 'k'));
  request.set_signature(MakeDetachedTestCms(signer, request.content(), now));
  return request;
}

LoadOutcome RunAll(DemoHouse& house, int count,
                   const std::vector<v1::ValidateRequest>& requests) {
  return RunLoad(house, Load(count), [&](int i) -> const v1::ValidateRequest& {
    return requests[static_cast<size_t>(i) % requests.size()];
  });
}

// The same signers again and again, once they are known.
LoadOutcome RunWarm(DemoHouse& house,
                    const std::vector<v1::ValidateRequest>& requests) {
  const int count = absl::GetFlag(FLAGS_count);
  RunAll(house, std::max(200, count / 5), requests);
  return RunAll(house, count, requests);
}

struct StartCost {
  double wall_s = 0, cpu_s = 0;
};

// Until it answers.
StartCost StartMeasured(DemoHouse& house) {
  const absl::Time began = absl::Now();
  const absl::Status started = house.Start();
  if (!started.ok()) {
    std::fprintf(stderr, "%s\n", std::string(started.message()).c_str());
  }
  KEPIL_CHECK(started.ok());
  KEPIL_CHECK(GetServiceInfo(house.ChannelAs("relying-party")).ok());
  return {absl::ToDoubleSeconds(absl::Now() - began),
          absl::ToDoubleSeconds(house.kepild().CpuTime())};
}

// Waits until it does nothing, for what it does in the background is no part of
// what a question costs; the CPU that went into it.
double SettleSeconds(DemoHouse& house) {
  const absl::Duration first = house.kepild().CpuTime();
  absl::Duration before = first;
  for (int quiet = 0, waited = 0; quiet < 3 && waited < 300; ++waited) {
    absl::SleepFor(absl::Seconds(1));
    const absl::Duration now = house.kepild().CpuTime();
    quiet = now - before <= absl::Milliseconds(20) ? quiet + 1 : 0;
    before = now;
  }
  return absl::ToDoubleSeconds(before - first);
}

int64_t DiskMib(const DemoHouse& house) {
  int64_t octets = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(house.PathOf("db"))) {
    octets +=
        file.is_regular_file() ? static_cast<int64_t>(file.file_size()) : 0;
  }
  return octets >> 20;
}

// A node with the relying party and some CAs, which has answered; stopped.
class Node {
 public:
  Node(int authorities, int registered)
      : now_(WholeNow()), authorities_(authorities, now_) {
    KEPIL_CHECK(house_.Start().ok());
    KEPIL_CHECK(Admit(house_, RelyingPartyDraft(house_)).ok());
    KEPIL_CHECK(house_.Stop() == 0);
    std::vector<v1::ChangeDraft> drafts;
    for (int i = 0; i < registered; ++i) {
      drafts.push_back(authorities_.Draft(i));
    }
    StoppedNode(house_).AdmitAll(drafts);
  }

  DemoHouse& house() { return house_; }
  ManyAuthorities& authorities() { return authorities_; }
  absl::Time now() const { return now_; }
  // Of signers with keys of their own, one under each of `count` CAs, all over
  // the registered ones.
  std::vector<v1::ValidateRequest> Requests(int count, int registered) {
    std::vector<v1::ValidateRequest> requests;
    for (int i = 0; i < count; ++i) {
      const auto ca = static_cast<int>(int64_t{i} * registered / count);
      requests.push_back(RequestOf(
          authorities_.NewSigner(ca, TestKey::Generate(TestKeyKind::kP256)),
          now_));
    }
    return requests;
  }

 private:
  const absl::Time now_;
  ManyAuthorities authorities_;
  DemoHouse house_;
};

v1::ReceiptBody ShapeIn(const DemoHouse& house) {
  v1::ReceiptBody body;
  body.set_caller("relying-party");
  body.set_caller_sha256(
      TestHash("sha256", house.pki().Get("tls-relying-party").certificate));
  v1::ContentDigest& digest = *body.add_content_digests();
  digest.set_hash("sha256");
  digest.set_value(TestHash("sha256", std::string(kContent, 'k')));
  v1::SignatureReport& report = *body.add_signatures();
  report.set_format("CMS");
  report.mutable_conclusion()->set_indication(v1::INDICATION_TOTAL_PASSED);
  body.mutable_trust_snapshot()->set_version(2);
  body.mutable_policy()->set_id("urn:kepil:policy:cross-border:1");
  body.set_log_origin("kepil.example/demo-1/receipts");
  body.set_automated(true);
  return body;
}

class ReceiptsTable {
 public:
  void Run(const std::vector<int64_t>& sizes) {
    std::printf("%10s %8s %8s | %15s %15s %15s | %16s %16s | %5s\n", "receipts",
                "fill s", "disk MiB", "start s (CPU)", "after kill -9",
                "after stop", "validate us, p50", "old one us, p50", "MiB");
    for (const int64_t size : sizes) {
      Row(size);
    }
  }

 private:
  void Row(int64_t size) {
    DemoHouse& house = node_.house();
    const absl::Time began = absl::Now();
    const int64_t first_old =
        StoppedNode(house).FillReceipts(size, {ShapeIn(house), kDvcOctets});
    const double fill = absl::ToDoubleSeconds(absl::Now() - began);
    const StartCost first = StartMeasured(house);
    const double settled = SettleSeconds(house);
    const LoadOutcome warm = RunWarm(house, requests_);
    const LoadOutcome old =
        first_old < size ? ReadOld(first_old, size) : LoadOutcome();
    const double resident = MibOf(house);
    house.Kill();
    const StartCost killed = StartMeasured(house);
    KEPIL_CHECK(house.Stop() == 0);
    const StartCost stopped = StartMeasured(house);
    KEPIL_CHECK(house.Stop() == 0);
    std::printf("%10lld %8.1f %8lld |", static_cast<long long>(size), fill,
                static_cast<long long>(DiskMib(house)));
    for (const StartCost& start : {first, killed, stopped}) {
      std::printf("   %5.2f (%5.2f)", start.wall_s, start.cpu_s);
    }
    std::printf(
        " | %8.0f %7.2f %8.0f %7.2f | %5.0f   (background: %.1f s of CPU)\n",
        warm.cpu_us, warm.p50_ms, old.cpu_us, old.p50_ms, resident, settled);
    std::fflush(stdout);
  }

  // Random ones of [first, end).
  LoadOutcome ReadOld(int64_t first, int64_t end) {
    std::vector<std::string> ids;
    for (int i = 0; i < absl::GetFlag(FLAGS_count); ++i) {
      const int64_t index =
          first + static_cast<int64_t>(random_()) % (end - first);
      ids.push_back(absl::BytesToHexString(FilledReceiptId(index)));
    }
    return RunCalls(
        node_.house(), Load(static_cast<int>(ids.size())),
        [&](const ChannelRef& party, int i) {
          KEPIL_CHECK(GetReceipt(party, ids[static_cast<size_t>(i)]).ok());
        });
  }

  Node node_{kRepeated, kRepeated};
  const std::vector<v1::ValidateRequest> requests_ =
      node_.Requests(kRepeated, kRepeated);
  std::mt19937 random_{1};
};

void RunAuthorities(int registered) {
  Node node(registered + kAdmissions, registered);
  DemoHouse& house = node.house();
  const StartCost start = StartMeasured(house);
  // The watch asks every CRL first.
  while (node.authorities().served() < registered) {
    absl::SleepFor(absl::Milliseconds(100));
  }
  const double settled = SettleSeconds(house);
  const std::vector<v1::ValidateRequest> few =
      node.Requests(std::min(kRepeated, registered), registered);
  const LoadOutcome warm = RunWarm(house, few);
  std::vector<v1::ValidateRequest> fresh;
  for (int i = 0; i < kFirstSeen; i += static_cast<int>(few.size())) {
    for (auto& more : node.Requests(static_cast<int>(few.size()), registered)) {
      fresh.push_back(std::move(more));
    }
  }
  const LoadOutcome first =
      RunAll(house, static_cast<int>(fresh.size()), fresh);
  const std::vector<v1::ValidateRequest> many =
      node.Requests(std::min(kFirstSeen, registered), registered);
  const LoadOutcome first_ca =
      RunAll(house, static_cast<int>(many.size()), many);
  const LoadOutcome spread = RunWarm(house, many);
  const double resident = MibOf(house);
  const absl::Duration cpu = house.kepild().CpuTime();
  const absl::Time began = absl::Now();
  for (int i = 0; i < kAdmissions; ++i) {
    KEPIL_CHECK(Admit(house, node.authorities().Draft(registered + i)).ok());
  }
  std::printf(
      "%8d | %5.2f (%5.2f) %8.1f | %8.0f %8.0f %8.0f %8.0f | %8.1f (%8.1f) | "
      "%6.0f %6.0f\n",
      registered, start.wall_s, start.cpu_s, settled, warm.cpu_us,
      spread.cpu_us, first.cpu_us, first_ca.cpu_us,
      absl::ToDoubleMilliseconds(absl::Now() - began) / kAdmissions,
      absl::ToDoubleMilliseconds(house.kepild().CpuTime() - cpu) / kAdmissions,
      resident, MibOf(house));
  std::fflush(stdout);
}

// Half RSA-2048, half P-256, and each certificate another one; the keys behind
// them are two, which kepild cannot know.
class CachedTable {
 public:
  void Run(const std::vector<int64_t>& sizes) {
    node_.house().Reconfigure("storage { rocksdb_path: \"db\" }",
                              absl::StrCat("storage { rocksdb_path: \"db\" }\n"
                                           "limits { certificate_cache_bytes: ",
                                           kCacheOctets, " }\n"));
    StartMeasured(node_.house());
    std::printf("%8s %10s %12s %12s %6s\n", "signers", "first seen",
                "seen before", "eight alone", "MiB");
    Row(0);
    for (const int64_t size : sizes) {
      Row(size);
    }
  }

 private:
  void Row(int64_t size) {
    double first_us = 0;
    const int64_t before = seen_;
    while (seen_ < size) {
      std::vector<v1::ValidateRequest> portion;
      const auto count = std::min<int64_t>(kPortion, size - seen_);
      for (int64_t i = 0; i < count; ++i, ++seen_) {
        portion.push_back(RequestOf(NewSigner(), node_.now()));
      }
      first_us +=
          RunAll(node_.house(), static_cast<int>(count), portion).cpu_us *
          static_cast<double>(count);
      const size_t again = std::min<size_t>(portion.size(), 40);
      for (size_t i = 0; i < again; ++i) {
        again_.push_back(std::move(portion[i]));
      }
    }
    const double resident = MibOf(node_.house());
    const LoadOutcome again =
        again_.empty()
            ? LoadOutcome()
            : RunAll(node_.house(), static_cast<int>(again_.size()), again_);
    const LoadOutcome eight = RunWarm(node_.house(), eight_);
    std::printf(
        "%8lld %10.0f %12.0f %12.0f %6.0f\n", static_cast<long long>(seen_),
        first_us / static_cast<double>(std::max<int64_t>(1, seen_ - before)),
        again.cpu_us, eight.cpu_us, resident);
    std::fflush(stdout);
  }
  TestIdentity NewSigner() {
    const auto n = static_cast<int>(seen_);
    return node_.authorities().NewSigner(n % kRepeated,
                                         n % 2 == 0 ? rsa_ : p256_);
  }

  Node node_{kRepeated, kRepeated};
  const std::vector<v1::ValidateRequest> eight_ =
      node_.Requests(kRepeated, kRepeated);
  const TestKey rsa_ = TestKey::Generate(TestKeyKind::kRsa2048);
  const TestKey p256_ = TestKey::Generate(TestKeyKind::kP256);
  std::vector<v1::ValidateRequest> again_;
  int64_t seen_ = 0;
};

void RunTables() {
  const auto receipts = SizesOf(absl::GetFlag(FLAGS_receipts));
  if (!receipts.empty()) {
    ReceiptsTable().Run(receipts);
  }
  const auto authorities = SizesOf(absl::GetFlag(FLAGS_authorities));
  if (!authorities.empty()) {
    std::printf("%8s | %13s %8s | %8s %8s %8s %8s | %19s | %6s %6s\n", "CAs",
                "start s (CPU)", "watch s", "8 known", "400known", "1st seen",
                "1st CA", "admission ms (CPU)", "MiB", "after");
  }
  for (const int64_t count : authorities) {
    RunAuthorities(static_cast<int>(count));
  }
  const auto cached = SizesOf(absl::GetFlag(FLAGS_cached_certificates));
  if (!cached.empty()) {
    CachedTable().Run(cached);
  }
}

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  kepil::RunTables();
}

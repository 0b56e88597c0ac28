// What the log costs as it grows: CPU time for each leaf appended and taken
// into the tree, for each proof, and tiles over HTTP.
//   --sizes=N,N,... (10000,1000000,10000000)  --fetches=N (20000)

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/rpc/http_server.h"
#include "services/rpc/tile_face.h"
#include "services/store/rocks_log_storage.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/rocks_folder.h"
#include "translog/log_reader.h"
#include "translog/merkle_hash.h"
#include "translog/sequencer.h"

ABSL_FLAG(std::vector<std::string>, sizes,
          std::vector<std::string>({"10000", "1000000", "10000000"}),
          "Leaves at which it is measured.");
ABSL_FLAG(int, fetches, 20000, "Tiles fetched over HTTP by each client.");

namespace kepil {
namespace {

constexpr char kOrigin[] = "bench.example/receipts";
constexpr int64_t kMeasured = 8192;  // Leaves at the end of each size.
constexpr int kGroup = 256;          // Receipts in one write of the writer.
constexpr int kProofs = 2000;
constexpr int kClients = 2;

double SecondsOf(clockid_t clock) {
  timespec now;
  KEPIL_CHECK(clock_gettime(clock, &now) == 0);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}
double CpuSeconds() { return SecondsOf(CLOCK_PROCESS_CPUTIME_ID); }

// As long as a receipt's, and as random.
std::string LeafAt(int64_t index) {
  const Digest digest = Sha256(absl::StrCat("leaf ", index));
  return absl::StrCat(std::string(1, '\x01'), digest.bytes(),
                      std::string(17, '\x02'));
}

int64_t ResidentMib() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE) >> 20;
}

struct Cost {
  double cpu_us = 0, wall_us = 0;
};
template <typename Work>
Cost Measure(int64_t count, Work work) {
  const double cpu = CpuSeconds();
  const absl::Time began = absl::Now();
  work();
  return {1e6 * (CpuSeconds() - cpu) / static_cast<double>(count),
          absl::ToDoubleMicroseconds(absl::Now() - began) /
              static_cast<double>(count)};
}

// A connection that stays open.
class HttpClient {
 public:
  explicit HttpClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    KEPIL_CHECK(::connect(socket_, reinterpret_cast<sockaddr*>(&address),
                          sizeof(address)) == 0);
  }
  ~HttpClient() { ::close(socket_); }
  // Octets of the body.
  size_t Get(const std::string& path) {
    const std::string request =
        absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    KEPIL_CHECK(::send(socket_, request.data(), request.size(), 0) ==
                static_cast<ssize_t>(request.size()));
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      Read();
    }
    const size_t head = buffer_.find("\r\n\r\n") + 4;
    KEPIL_CHECK(buffer_.compare(0, 12, "HTTP/1.1 200") == 0);
    const size_t at = buffer_.find("Content-Length: ") + 16;
    size_t size = 0;
    KEPIL_CHECK(absl::SimpleAtoi(
        absl::string_view(buffer_).substr(at, buffer_.find('\r', at) - at),
        &size));
    while (buffer_.size() < head + size) {
      Read();
    }
    buffer_.erase(0, head + size);
    return size;
  }

 private:
  void Read() {
    char octets[16384];
    const ssize_t got = ::recv(socket_, octets, sizeof(octets), 0);
    KEPIL_CHECK(got > 0);
    buffer_.append(octets, static_cast<size_t>(got));
  }

  const int socket_;
  std::string buffer_;
};

class Benchmark {
 public:
  void Run() {
    std::printf("CPU (wall) microseconds each, %d leaves in one synced write\n",
                kGroup);
    std::printf("%10s %16s %16s %16s %16s %6s %9s\n", "leaves", "append",
                "integrate", "inclusion", "consistency", "MiB", "disk MiB");
    for (const std::string& text : absl::GetFlag(FLAGS_sizes)) {
      int64_t size = 0;
      KEPIL_CHECK(absl::SimpleAtoi(text, &size) && size > next_ + kMeasured);
      Grow(size - kMeasured);
      MeasureAt(size);
    }
    FetchTiles();
  }

 private:
  // As the writer of receipts does, but for the bodies.
  void Append(int count, Durability durability) {
    RocksDb::Batch writes(folder_.db());
    for (int i = 0; i < count; ++i, ++next_) {
      writes.Put(Family::kLogPending,
                 static_cast<char>(LogId::kReceipts) + NumberKey(next_),
                 LeafAt(next_));
    }
    KEPIL_CHECK(folder_.db().Write(writes, durability).ok());
  }
  void IntegrateAll() {
    while (true) {
      const auto taken = sequencer_.IntegrateOnce();
      KEPIL_CHECK(taken.ok());
      if (*taken == 0) {
        return;
      }
    }
  }
  void Grow(int64_t size) {
    const int most = sequencer_.options().max_leaves;
    while (next_ < size) {
      Append(static_cast<int>(std::min<int64_t>(most, size - next_)),
             Durability::kBuffered);
      IntegrateAll();
    }
  }
  void MeasureAt(int64_t size) {
    const Cost append = Measure(kMeasured, [&] {
      while (next_ < size) {
        Append(kGroup, Durability::kSynced);
      }
    });
    const Cost integrate = Measure(kMeasured, [&] { IntegrateAll(); });
    KEPIL_CHECK(sequencer_.PublishCheckpoint().ok());
    const auto state = tiles_.ReadTreeState();
    KEPIL_CHECK(state.ok() && state->size() == size);
    const Cost inclusion = Measure(kProofs, [&] {
      for (int i = 0; i < kProofs; ++i) {
        const int64_t index = static_cast<int64_t>(random_() % size);
        const auto proof = reader_.ProveInclusion(index, size);
        KEPIL_CHECK(proof.ok());
        KEPIL_CHECK(
            VerifyInclusion(*proof, LeafHash(LeafAt(index)), state->Root()));
      }
    });
    const Cost consistency = Measure(kProofs, [&] {
      for (int i = 0; i < kProofs; ++i) {
        KEPIL_CHECK(
            reader_.ProveConsistency(1 + random_() % (size - 1), size).ok());
      }
    });
    int64_t disk = 0;
    for (const auto& file :
         std::filesystem::recursive_directory_iterator(folder_.path())) {
      disk +=
          file.is_regular_file() ? static_cast<int64_t>(file.file_size()) : 0;
    }
    std::printf("%10d", static_cast<int>(size));
    for (const Cost& cost : {append, integrate, inclusion, consistency}) {
      std::printf(" %7.1f (%6.1f)", cost.cpu_us, cost.wall_us);
    }
    std::printf(" %6d %9d\n", static_cast<int>(ResidentMib()),
                static_cast<int>(disk >> 20));
    std::fflush(stdout);
  }

  // Full tiles of the lowest level at random, as a mirror reads them.
  void FetchTiles() {
    const auto server = HttpServer::Start({}, [this](absl::string_view path) {
      return AnswerTile({{"receipts", tiles_}}, path);
    });
    KEPIL_CHECK(server.ok());
    const int64_t tiles = next_ / 256;
    std::vector<double> used(kClients), octets(kClients);
    const double cpu = CpuSeconds();
    const absl::Time began = absl::Now();
    std::vector<std::thread> clients;
    for (int c = 0; c < kClients; ++c) {
      clients.emplace_back([&, c] {
        std::mt19937_64 random(static_cast<uint64_t>(c));
        HttpClient client((*server)->port());
        for (int i = 0; i < absl::GetFlag(FLAGS_fetches); ++i) {
          const TileId id = {0, static_cast<int64_t>(random() % tiles), 256};
          octets[c] += static_cast<double>(
              client.Get(absl::StrCat("/receipts/", TilePath(id))));
        }
        used[c] = SecondsOf(CLOCK_THREAD_CPUTIME_ID);
      });
    }
    for (std::thread& client : clients) {
      client.join();
    }
    const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
    const double count = 1.0 * kClients * absl::GetFlag(FLAGS_fetches);
    double own = CpuSeconds() - cpu, bytes = 0;
    for (int c = 0; c < kClients; ++c) {
      own -= used[c];
      bytes += octets[c];
    }
    std::printf(
        "tiles over HTTP, %d connections: %.0f requests/s, %.1f MB/s; server "
        "%.1f us of CPU each: %.0f MB for each second of CPU\n",
        kClients, count / seconds, bytes / seconds / 1e6, 1e6 * own / count,
        bytes / own / 1e6);
  }

  RocksFolder folder_;
  RocksLogStorage tiles_{folder_.db(), LogId::kReceipts};
  MemoryLogAnchor anchor_;
  Sequencer sequencer_{tiles_, anchor_, MakeTestNoteSigner(kOrigin),
                       Sequencer::Options()};
  LogReader reader_{tiles_};
  int64_t next_ = 0;
  std::mt19937_64 random_{1};
};

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  kepil::Benchmark().Run();
}

// Receipts a second where the key signs so many a second, each with a DVC of
// its own and in groups: the log on RocksDB, every record synced.
//   --rate=N (200)  --seconds=N (10)  --callers=N (128)

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/kepild/system_clock.h"
#include "services/receipt/group_signer.h"
#include "services/receipt/receipt_issuer.h"
#include "services/receipt/tiled_receipt_log.h"
#include "services/store/rocks_log_storage.h"
#include "services/store/rocks_receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/rocks_folder.h"
#include "translog/log_reader.h"

ABSL_FLAG(int, rate, 200, "Signatures a second of the key.");
ABSL_FLAG(int, seconds, 10, "How long each kind is measured.");
ABSL_FLAG(int, callers, 128, "Callers at once.");

namespace kepil {
namespace {

// A key that gives one signature at a time, so many a second.
class PacedSigner : public Signer {
 public:
  PacedSigner(std::shared_ptr<const Signer> signer, int per_second)
      : signer_(std::move(signer)), pause_(absl::Seconds(1) / per_second) {}
  const std::string& spki() const override { return signer_->spki(); }
  const SignatureAlgorithm& algorithm() const override {
    return signer_->algorithm();
  }
  const std::string& algorithm_identifier() const override {
    return signer_->algorithm_identifier();
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    MutexLock lock(mutex_);
    ++count_;
    free_at_ = std::max(free_at_, absl::Now()) + pause_;
    absl::SleepFor(free_at_ - absl::Now());
    return signer_->Sign(message);
  }
  int count() const {
    MutexLock lock(mutex_);
    return count_;
  }

 private:
  const std::shared_ptr<const Signer> signer_;
  const absl::Duration pause_;
  mutable Mutex mutex_;
  mutable int count_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable absl::Time free_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

enum class Form { kSingle, kGrouped };

// The rooms of one measurement.
class Desk {
 public:
  Desk(const TestReceiptAuthority& authority, Form form)
      : identity_(authority.identity), form_(form) {
    key_ = std::make_shared<const PacedSigner>(identity_.key.signer,
                                               absl::GetFlag(FLAGS_rate));
    identity_.key.signer = key_;
    auto log = TiledReceiptLog::Open(
        {clock_, store_, reader_, [](absl::Time) { return absl::OkStatus(); }},
        TiledReceiptLog::Options());
    KEPIL_CHECK(log.ok());
    log_ = *std::move(log);
    const auto identity =
        [this](absl::Time) -> absl::StatusOr<ReceiptIdentity> {
      return identity_;
    };
    issuer_ = std::make_unique<ReceiptIssuer>(ReceiptIssuer::Rooms{
        *log_, store_, identity,
        [this](int size) {
          return std::string(
              Sha256(absl::StrCat(next_++)).bytes().substr(0, size));
        },
        "bench.example/receipts",
        form == Form::kGrouped
            ? std::make_shared<GroupSigner>(
                  GroupSigner::Rooms{store_, identity}, kMaxGroupSize)
            : nullptr});
  }

  void Run() {
    std::vector<std::thread> threads;
    const absl::Time end =
        absl::Now() + absl::Seconds(absl::GetFlag(FLAGS_seconds));
    const std::clock_t cpu = std::clock();
    for (int i = 0; i < absl::GetFlag(FLAGS_callers); ++i) {
      threads.emplace_back([&] { IssueUntil(end); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    const double used =
        1e6 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    MutexLock lock(mutex_);
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    const double count = static_cast<double>(latencies_ms_.size());
    std::printf(
        "%-8s %9.0f receipts/s  %6.1f per signature  p50 %7.1f ms  p99 %7.1f "
        "ms  %6.0f us of CPU each\n",
        form_ == Form::kSingle ? "single" : "grouped",
        count / absl::GetFlag(FLAGS_seconds), count / key_->count(),
        latencies_ms_[latencies_ms_.size() / 2],
        latencies_ms_[latencies_ms_.size() * 99 / 100], used / count);
  }

 private:
  void IssueUntil(absl::Time end) {
    std::vector<double> own;
    while (absl::Now() < end) {
      ReceiptIssuer::Draft draft;
      draft.body = MakeTestReceiptDraft();
      draft.may_group = true;
      const absl::Time began = absl::Now();
      const auto receipt = issuer_->Issue(std::move(draft));
      KEPIL_CHECK(receipt.ok());
      own.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
    }
    MutexLock lock(mutex_);
    latencies_ms_.insert(latencies_ms_.end(), own.begin(), own.end());
  }

  ReceiptIdentity identity_;
  const Form form_;
  std::shared_ptr<const PacedSigner> key_;
  SystemClock clock_;
  RocksFolder folder_;
  RocksReceiptStore store_{folder_.db()};
  RocksLogStorage tiles_{folder_.db(), LogId::kReceipts};
  LogReader reader_{tiles_};
  std::atomic<int64_t> next_{0};
  std::unique_ptr<TiledReceiptLog> log_;
  std::unique_ptr<ReceiptIssuer> issuer_;
  Mutex mutex_;
  std::vector<double> latencies_ms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace
}  // namespace kepil

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  const kepil::TestReceiptAuthority authority =
      kepil::MakeTestReceiptAuthority();
  std::printf("a key of %d signatures/s, %d callers\n",
              absl::GetFlag(FLAGS_rate), absl::GetFlag(FLAGS_callers));
  for (const kepil::Form form : {kepil::Form::kSingle, kepil::Form::kGrouped}) {
    kepil::Desk(authority, form).Run();
  }
}

#include "translog/log_runner.h"

#include <memory>
#include <vector>

#include "base/error.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/naive_merkle.h"
#include "tests/support/status_matchers.h"
#include "translog/checkpoint.h"

namespace kepil {
namespace {

constexpr char kOrigin[] = "example.com/log";

// An anchor that lets a test wait for a checkpoint of some size.
class WatchedAnchor : public MemoryLogAnchor {
 public:
  absl::Status Write(absl::string_view note) override {
    const absl::Status status = MemoryLogAnchor::Write(note);
    const auto checkpoint = ParseCheckpoint(note);
    MutexLock lock(mutex_);
    if (checkpoint.ok()) {
      tree_size_ = checkpoint->checkpoint.tree_size;
    }
    changed_.NotifyAll();
    return status;
  }

  void WaitForTreeSize(int64_t tree_size) {
    MutexLock lock(mutex_);
    while (tree_size_ < tree_size) {
      changed_.Wait(mutex_);
    }
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int64_t tree_size_ ABSL_GUARDED_BY(mutex_) = -1;
};

// Counts failures and lets a test wait for the first.
class FailureWatch {
 public:
  void Add(const absl::Status& status) {
    MutexLock lock(mutex_);
    failures_.push_back(status);
    changed_.NotifyAll();
  }
  std::vector<absl::Status> WaitForFailures(size_t count) {
    MutexLock lock(mutex_);
    while (failures_.size() < count) {
      changed_.Wait(mutex_);
    }
    return failures_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<absl::Status> failures_ ABSL_GUARDED_BY(mutex_);
};

LogRunner::Options Intervals(absl::Duration integrate,
                             absl::Duration checkpoint) {
  LogRunner::Options options;
  options.integrate_interval = integrate;
  options.checkpoint_interval = checkpoint;
  return options;
}

int64_t PublishedSize(const MemoryLogStorage& storage) {
  const auto note = storage.ReadCheckpoint();
  const auto checkpoint = ParseCheckpoint(note.ok() ? *note : "");
  return checkpoint.ok() ? checkpoint->checkpoint.tree_size : -1;
}

TEST(LogRunnerTest, PublishesAtOnceWhatWasPendingAtStart) {
  MemoryLogStorage storage;
  WatchedAnchor anchor;
  Sequencer sequencer(storage, anchor, MakeTestNoteSigner(kOrigin), {});
  storage.AddPending("a");
  const LogRunner runner(sequencer, Intervals(absl::Hours(1), absl::Hours(1)));
  anchor.WaitForTreeSize(1);
}

TEST(LogRunnerTest, GoesOnAtItsIntervals) {
  MemoryLogStorage storage;
  WatchedAnchor anchor;
  Sequencer sequencer(storage, anchor, MakeTestNoteSigner(kOrigin), {});
  const LogRunner runner(
      sequencer, Intervals(absl::Milliseconds(1), absl::Milliseconds(2)));
  for (int64_t size = 0; size < 5; ++size) {
    anchor.WaitForTreeSize(size);
    storage.AddPending("leaf");
  }
  anchor.WaitForTreeSize(5);
  EXPECT_THAT(runner.integration_status(), IsOk());
}

TEST(LogRunnerTest, IntegratesAndPublishesEverythingBeforeItEnds) {
  MemoryLogStorage storage;
  WatchedAnchor anchor;
  Sequencer::Options small;
  small.max_leaves = 10;
  Sequencer sequencer(storage, anchor, MakeTestNoteSigner(kOrigin), small);
  auto runner = std::make_unique<LogRunner>(
      sequencer, Intervals(absl::Hours(1), absl::Hours(1)));
  anchor.WaitForTreeSize(0);
  for (const std::string& leaf : NumberedLeaves(35)) {
    storage.AddPending(leaf);
  }
  runner.reset();
  EXPECT_EQ(PublishedSize(storage), 35);
  EXPECT_EQ(storage.pending_count(), 0);
}

TEST(LogRunnerTest, ReportsFailuresAndTriesAgain) {
  MemoryLogStorage storage;
  WatchedAnchor anchor;
  Sequencer sequencer(storage, anchor, MakeTestNoteSigner(kOrigin), {});
  storage.AddPending("a");
  storage.FailWith(MakeError(absl::StatusCode::kUnavailable,
                             v1::ERROR_REASON_STORE_DOWN, "down"));
  FailureWatch watch;
  LogRunner::Options options =
      Intervals(absl::Milliseconds(1), absl::Milliseconds(1));
  options.on_error = [&watch](const absl::Status& status) {
    watch.Add(status);
  };
  const LogRunner runner(sequencer, options);
  EXPECT_THAT(watch.WaitForFailures(3)[0],
              HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_THAT(runner.integration_status(),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
  EXPECT_THAT(runner.checkpoint_status(),
              HasReason(v1::ERROR_REASON_STORE_DOWN));
  storage.FailWith(absl::OkStatus());
  anchor.WaitForTreeSize(1);
}

}  // namespace
}  // namespace kepil

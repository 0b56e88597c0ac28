#include "services/receipt/tiled_receipt_log.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/log_fixture.h"
#include "tests/support/memory_log_storage.h"
#include "tests/support/memory_receipt_store.h"
#include "tests/support/receipt_fixture.h"
#include "tests/support/status_matchers.h"
#include "translog/sequencer.h"
#include "translog/signed_note.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

// A store whose commits wait until they are let through.
class GatedStore : public MemoryReceiptStore {
 public:
  using MemoryReceiptStore::MemoryReceiptStore;
  absl::Status Commit(absl::Span<const ReceiptRecord> batch) override {
    {
      MutexLock lock(mutex_);
      ++arrived_;
      changed_.NotifyAll();
      while (closed_) {
        changed_.Wait(mutex_);
      }
      if (arrived_ > commits_that_work_) {
        return MakeError(absl::StatusCode::kUnavailable,
                         v1::ERROR_REASON_STORE_DOWN, "disk");
      }
    }
    return MemoryReceiptStore::Commit(batch);
  }
  void Close() {
    MutexLock lock(mutex_);
    closed_ = true;
  }
  void Open() {
    MutexLock lock(mutex_);
    closed_ = false;
    changed_.NotifyAll();
  }
  void FailAfter(int commits) {
    MutexLock lock(mutex_);
    commits_that_work_ = commits;
  }
  void WaitForArrival() {
    MutexLock lock(mutex_);
    while (arrived_ == 0) {
      changed_.Wait(mutex_);
    }
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int arrived_ ABSL_GUARDED_BY(mutex_) = 0;
  int commits_that_work_ ABSL_GUARDED_BY(mutex_) = 1000;
};

IdempotencyRow RowOf(const std::string& key, absl::string_view request) {
  return {std::string(32, 'p'), std::string(Sha256(key).bytes()),
          Sha256(request)};
}

// Everything that a log needs; the log starts with Start.
struct House {
  FakeClock clock;
  MemoryLogStorage tiles;
  GatedStore store{&tiles};
  LogReader reader{tiles};
  Mutex mutex;
  absl::Status key_status ABSL_GUARDED_BY(mutex);
  std::unique_ptr<TiledReceiptLog> log;

  explicit House(const TiledReceiptLog::Options& options = {}) {
    auto opened = TiledReceiptLog::Open({clock, store, reader,
                                         [this](absl::Time) {
                                           MutexLock lock(mutex);
                                           return key_status;
                                         }},
                                        options);
    KEPIL_CHECK(opened.ok());
    log = *std::move(opened);
  }
  void SetKeyStatus(const absl::Status& status) {
    MutexLock lock(mutex);
    key_status = status;
  }
  absl::StatusOr<ReceiptLog::Appended> Append(
      const std::optional<IdempotencyRow>& row = std::nullopt) {
    return log->Append(row, [](const LogPosition& position) {
      return MakeTestReceiptRecord(position.index, position.issued_at);
    });
  }
  // Takes pending leaves into the tree and publishes a checkpoint.
  void Publish() {
    MemoryLogAnchor anchor;
    Sequencer sequencer(tiles, anchor, MakeTestNoteSigner("example.com/log"),
                        Sequencer::Options());
    KEPIL_CHECK(sequencer.IntegrateOnce().ok());
    KEPIL_CHECK(sequencer.PublishCheckpoint().ok());
  }
};

// Appends on threads of their own; results in the order of the calls.
class Callers {
 public:
  explicit Callers(House& house) : house_(house) {}
  ~Callers() { Join(); }
  // Returns once the call is queued.
  void Start(const std::optional<IdempotencyRow>& row = std::nullopt) {
    const int before = house_.log->queued();
    results_.push_back(std::make_unique<absl::StatusOr<ReceiptLog::Appended>>(
        absl::UnknownError("")));
    absl::StatusOr<ReceiptLog::Appended>* result = results_.back().get();
    threads_.emplace_back(
        [this, row, result] { *result = house_.Append(row); });
    while (house_.log->queued() == before) {
      std::this_thread::yield();
    }
  }
  void Join() {
    for (std::thread& thread : threads_) {
      thread.join();
    }
    threads_.clear();
  }
  const absl::StatusOr<ReceiptLog::Appended>& result(size_t i) const {
    return *results_[i];
  }

 private:
  House& house_;
  std::vector<std::thread> threads_;
  std::vector<std::unique_ptr<absl::StatusOr<ReceiptLog::Appended>>> results_;
};

// Holds the writer inside the commit of one record while `start` queues more.
template <typename Start>
void QueueBehindAWrite(House& house, Callers& callers, Start start) {
  house.store.Close();
  std::thread first([&house] { EXPECT_THAT(house.Append(), IsOk()); });
  house.store.WaitForArrival();
  start(callers);
  house.store.Open();
  first.join();
  callers.Join();
}

TEST(TiledReceiptLogTest, AssignsIndexesInOrderAndWholeSeconds) {
  House house;
  house.clock.Set(TestReceiptTime() + absl::Milliseconds(900));
  const auto first = house.Append();
  const auto second = house.Append();
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->record.position.index, 0);
  EXPECT_EQ(second->record.position.index, 1);
  EXPECT_EQ(first->record.position.issued_at, TestReceiptTime());
  EXPECT_FALSE(first->existed);
  EXPECT_EQ(house.store.GetByIndex(1)->body, second->record.body);
}

TEST(TiledReceiptLogTest, TimesNeverRunAgainstSerials) {
  House house;
  ASSERT_THAT(house.Append(), IsOk());
  house.clock.Advance(-absl::Hours(1));
  EXPECT_EQ(house.Append()->record.position.issued_at, TestReceiptTime());
  house.clock.Advance(absl::Hours(2));
  EXPECT_EQ(house.Append()->record.position.issued_at,
            TestReceiptTime() + absl::Hours(1));
}

TEST(TiledReceiptLogTest, GoesOnWhereTheStoreEnds) {
  House house;
  ASSERT_THAT(house.Append(), IsOk());
  house.log.reset();
  house.clock.Advance(-absl::Hours(1));
  auto reopened =
      TiledReceiptLog::Open({house.clock, house.store, house.reader,
                             [](absl::Time) { return absl::OkStatus(); }},
                            TiledReceiptLog::Options());
  ASSERT_THAT(reopened, IsOk());
  house.log = *std::move(reopened);
  const auto next = house.Append();
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->record.position.index, 1);
  EXPECT_EQ(next->record.position.issued_at, TestReceiptTime());
}

TEST(TiledReceiptLogTest, CommitsTogetherWhatQueuedDuringAWrite) {
  TiledReceiptLog::Options options;
  options.max_group = 3;
  House house(options);
  Callers callers(house);
  QueueBehindAWrite(house, callers, [](Callers& more) {
    for (int i = 0; i < 5; ++i) {
      more.Start();
    }
  });
  EXPECT_THAT(house.store.commits(), ElementsAre(1, 3, 2));
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(callers.result(i), IsOk());
    EXPECT_EQ(callers.result(i)->record.position.index, i + 1);
  }
}

TEST(TiledReceiptLogTest, RefusesWhenTheQueueIsFull) {
  TiledReceiptLog::Options options;
  options.max_queued = 2;
  House house(options);
  Callers callers(house);
  QueueBehindAWrite(house, callers, [&](Callers& more) {
    more.Start();
    more.Start();
    const auto refused = house.Append();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_OVERLOADED));
  });
  EXPECT_EQ(house.store.ReadHead()->next_index, 3);
}

TEST(TiledReceiptLogTest, AppendsNothingWithoutAUsableKey) {
  House house;
  house.SetKeyStatus(MakeError(absl::StatusCode::kUnavailable,
                               v1::ERROR_REASON_SIGNER_DOWN, "expired"));
  EXPECT_THAT(house.Append(), HasReason(v1::ERROR_REASON_SIGNER_DOWN));
  EXPECT_EQ(house.store.ReadHead()->next_index, 0);
  house.SetKeyStatus(absl::OkStatus());
  EXPECT_EQ(house.Append()->record.position.index, 0);
}

TEST(TiledReceiptLogTest, FailedWriteLosesNoPosition) {
  House house;
  ASSERT_THAT(house.Append(), IsOk());
  house.store.FailWritesWith(MakeError(absl::StatusCode::kUnavailable,
                                       v1::ERROR_REASON_STORE_DOWN, "disk"));
  EXPECT_THAT(house.Append(), HasReason(v1::ERROR_REASON_STORE_DOWN));
  house.store.FailWritesWith(absl::OkStatus());
  EXPECT_EQ(house.Append()->record.position.index, 1);
}

TEST(TiledReceiptLogTest, SameRequestUnderOneKeyGivesTheSameRecord) {
  House house;
  const auto first = house.Append(RowOf("key", "request"));
  ASSERT_THAT(first, IsOk());
  // Even without a usable key: nothing new is made.
  house.SetKeyStatus(MakeError(absl::StatusCode::kUnavailable,
                               v1::ERROR_REASON_SIGNER_DOWN, "expired"));
  const auto again = house.Append(RowOf("key", "request"));
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->existed);
  EXPECT_EQ(again->record.body, first->record.body);
  EXPECT_EQ(house.store.ReadHead()->next_index, 1);
}

TEST(TiledReceiptLogTest, RefusesAnotherRequestUnderOneKey) {
  House house;
  ASSERT_THAT(house.Append(RowOf("key", "request")), IsOk());
  const auto refused = house.Append(RowOf("key", "another"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(refused, HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
  EXPECT_EQ(house.store.ReadHead()->next_index, 1);
}

TEST(TiledReceiptLogTest, OneKeyTwiceInOneGroupMakesOneRecord) {
  House house;
  Callers callers(house);
  QueueBehindAWrite(house, callers, [](Callers& more) {
    more.Start(RowOf("key", "request"));
    more.Start(RowOf("key", "request"));
    more.Start(RowOf("key", "another"));
    more.Start();
  });
  ASSERT_THAT(callers.result(0), IsOk());
  ASSERT_THAT(callers.result(1), IsOk());
  EXPECT_FALSE(callers.result(0)->existed);
  EXPECT_TRUE(callers.result(1)->existed);
  EXPECT_EQ(callers.result(1)->record.body, callers.result(0)->record.body);
  EXPECT_THAT(callers.result(2),
              HasReason(v1::ERROR_REASON_IDEMPOTENCY_CONFLICT));
  EXPECT_EQ(callers.result(3)->record.position.index, 2);
  EXPECT_THAT(house.store.commits(), ElementsAre(1, 2));
}

TEST(TiledReceiptLogTest, WholeGroupFailsWithItsWrite) {
  House house;
  house.store.FailAfter(1);
  Callers callers(house);
  QueueBehindAWrite(house, callers, [](Callers& more) {
    more.Start(RowOf("key", "request"));
    more.Start(RowOf("key", "request"));
    more.Start();
  });
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(callers.result(i), HasReason(v1::ERROR_REASON_STORE_DOWN));
  }
  EXPECT_EQ(house.store.ReadHead()->next_index, 1);
}

TEST(TiledReceiptLogTest, ShutdownCommitsWhatWasAccepted) {
  House house;
  Callers callers(house);
  house.store.Close();
  std::thread first([&house] { EXPECT_THAT(house.Append(), IsOk()); });
  house.store.WaitForArrival();
  callers.Start();
  callers.Start();
  std::unique_ptr<TiledReceiptLog>& log = house.log;
  std::thread opener([&house] { house.store.Open(); });
  delete log.release();  // Its callers still wait inside it.
  opener.join();
  first.join();
  callers.Join();
  EXPECT_THAT(callers.result(0), IsOk());
  EXPECT_THAT(callers.result(1), IsOk());
  EXPECT_EQ(house.store.ReadHead()->next_index, 3);
}

TEST(TiledReceiptLogTest, HandsOutCheckpointAndProofOncePublished) {
  House house;
  ASSERT_THAT(house.Append(), IsOk());
  EXPECT_EQ(house.log->StandingOf(0)->checkpoint, "");
  EXPECT_EQ(house.log->StandingOf(0)->proof, std::nullopt);
  house.Publish();
  ASSERT_THAT(house.Append(), IsOk());
  const auto uncovered = house.log->StandingOf(1);
  ASSERT_THAT(uncovered, IsOk());
  EXPECT_EQ(uncovered->checkpoint, *house.tiles.ReadCheckpoint());
  EXPECT_EQ(uncovered->proof, std::nullopt);
  const auto covered = house.log->StandingOf(0);
  ASSERT_THAT(covered, IsOk());
  EXPECT_EQ(covered->checkpoint, uncovered->checkpoint);
  const auto proof = ParseTlogProof(covered->proof.value_or(""));
  ASSERT_THAT(proof, IsOk());
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  EXPECT_THAT(VerifyTlogProof(*proof, house.store.GetByIndex(0)->leaf,
                              signer.verifier()),
              IsOkAndHolds(TlogProofVerdict::kValid));
}

}  // namespace
}  // namespace kepil

#include "services/evidence/revocation_cache.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/pki/crl.h"
#include "services/evidence/evidence_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

absl::StatusOr<HeldRevocation> DecodeCrl(StoredRevocation stored) {
  absl::StatusOr<CrlRef> crl = Crl::FromDer(std::move(stored.der));
  if (!crl.ok()) {
    return crl.status();
  }
  return HeldRevocation{*crl, stored.obtained_at, nullptr};
}

absl::Status DownError() {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FETCH_FAILED, "down");
}

absl::Status LateError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE, "late");
}

// A switch that one thread turns and others wait for.
class Gate {
 public:
  void Open() {
    MutexLock lock(mutex_);
    is_open_ = true;
    opened_.NotifyAll();
  }
  void Await() {
    MutexLock lock(mutex_);
    while (!is_open_) {
      opened_.Wait(mutex_);
    }
  }

 private:
  Mutex mutex_;
  CondVar opened_;
  bool is_open_ ABSL_GUARDED_BY(mutex_) = false;
};

class RevocationCacheTest : public testing::Test {
 protected:
  HeldRevocation Held(const std::string& der) {
    auto held = DecodeCrl({der, fixture_.clock.Now()});
    EXPECT_THAT(held, IsOk());
    return *held;
  }
  RevocationLookup Lookup(const std::string& url) {
    RevocationLookup lookup;
    lookup.scope = {RevocationKind::kCrl, Digest(), Sha256(url)};
    lookup.deadline = fixture_.clock.Now() + absl::Seconds(30);
    lookup.decode = DecodeCrl;
    return lookup;
  }
  // Gets `der`, which counts as current if `is_current`.
  RevocationLookup Fetching(const std::string& url, const std::string& der,
                            bool is_current = true) {
    RevocationLookup lookup = Lookup(url);
    lookup.is_current = [is_current](const HeldRevocation&) {
      return is_current;
    };
    lookup.fetch = [this, der](const std::optional<HeldRevocation>&)
        -> absl::StatusOr<HeldRevocation> {
      ++fetches_;
      return Held(der);
    };
    return lookup;
  }
  RevocationCache& cache() { return *fixture_.cache; }
  void AwaitInUse(int count) {
    while (fixture_.gate->in_use() != count) {
      std::this_thread::yield();
    }
  }

  EvidenceFixture fixture_;
  const std::string first_ = fixture_.Crl(1, absl::Hours(2));
  const std::string second_ = fixture_.Crl(2, absl::Hours(1));
  int fetches_ = 0;
};

TEST_F(RevocationCacheTest, FetchesWhatIsMissingAndThenHoldsIt) {
  const RevocationResult first = cache().Get(Fetching("u", first_));
  EXPECT_THAT(first.fetch_status, IsOk());
  ASSERT_TRUE(first.held.has_value());
  EXPECT_EQ(first.held->data->der(), first_);
  const RevocationResult again = cache().Get(Fetching("u", second_));
  EXPECT_EQ(again.held->data, first.held->data);
  EXPECT_EQ(fetches_, 1);
}

TEST_F(RevocationCacheTest, FetchesAgainWhatIsNotCurrent) {
  cache().Get(Fetching("u", first_));
  const RevocationResult again = cache().Get(Fetching("u", second_, false));
  EXPECT_EQ(again.held->data->der(), second_);
  EXPECT_EQ(fetches_, 2);
}

TEST_F(RevocationCacheTest, KeepsTheLastGoodAnswerWhenAFetchFails) {
  cache().Get(Fetching("u", first_));
  RevocationLookup failing = Fetching("u", second_, false);
  std::string seen;
  failing.fetch = [&seen](const std::optional<HeldRevocation>& held)
      -> absl::StatusOr<HeldRevocation> {
    seen = held->data->der();
    return DownError();
  };
  const RevocationResult result = cache().Get(failing);
  EXPECT_THAT(result.fetch_status, HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_EQ(result.held->data->der(), first_);
  EXPECT_EQ(seen, first_);
  EXPECT_EQ(cache().Get(Lookup("u")).held->data->der(), first_);
}

TEST_F(RevocationCacheTest, ScopesDoNotMix) {
  cache().Get(Fetching("u", first_));
  cache().Get(Fetching("v", second_));
  EXPECT_EQ(fetches_, 2);
  EXPECT_EQ(cache().Get(Lookup("u")).held->data->der(), first_);
  EXPECT_EQ(cache().Get(Lookup("v")).held->data->der(), second_);
}

TEST_F(RevocationCacheTest, ReadsTheStoreAfterARestart) {
  cache().Get(Fetching("u", first_));
  fixture_.clock.Advance(absl::Minutes(5));
  fixture_.Restart();
  const RevocationResult result = cache().Get(Fetching("u", second_));
  EXPECT_EQ(result.held->data->der(), first_);
  EXPECT_EQ(result.held->obtained_at, fixture_.clock.Now() - absl::Minutes(5));
  EXPECT_EQ(fetches_, 1);
}

TEST_F(RevocationCacheTest, LeavesStoredOctetsAsideThatDoNotVerify) {
  cache().Get(Fetching("u", first_));
  fixture_.Restart();
  RevocationLookup lookup = Fetching("u", second_);
  lookup.decode = [](StoredRevocation) -> absl::StatusOr<HeldRevocation> {
    return FormatUnknownError("bad");
  };
  EXPECT_EQ(cache().Get(lookup).held->data->der(), second_);
}

TEST_F(RevocationCacheTest, WorksWithoutAStore) {
  fixture_.store.FailWith(absl::UnavailableError("disk"));
  EXPECT_EQ(cache().Get(Fetching("u", first_)).held->data->der(), first_);
  EXPECT_EQ(cache().Get(Fetching("u", second_)).held->data->der(), first_);
}

TEST_F(RevocationCacheTest, ALookupWithoutFetchAsksNobody) {
  const RevocationResult result = cache().Get(Lookup("u"));
  EXPECT_FALSE(result.held.has_value());
  EXPECT_THAT(result.fetch_status, IsOk());
}

TEST_F(RevocationCacheTest, AsksTheStoreOnceForWhatItDoesNotHold) {
  EXPECT_FALSE(cache().Get(Lookup("u")).held.has_value());
  // What stands in the store now came past the cache, so nobody looks.
  ASSERT_THAT(fixture_.store.PutRevocation(Lookup("u").scope, first_,
                                           fixture_.clock.Now()),
              IsOk());
  EXPECT_FALSE(cache().Get(Lookup("u")).held.has_value());
  EXPECT_EQ(cache().Get(Fetching("u", second_)).held->data->der(), second_);
}

TEST_F(RevocationCacheTest, KnowsOfNoAbsenceAfterAFetch) {
  RevocationCache::Options options;
  options.max_crl_bytes = 10;  // Only the store keeps anything.
  fixture_.Restart({}, {}, options);
  EXPECT_FALSE(cache().Get(Lookup("u")).held.has_value());
  EXPECT_TRUE(cache().Get(Fetching("u", first_)).held.has_value());
  ASSERT_TRUE(cache().Get(Lookup("u")).held.has_value());
  EXPECT_EQ(cache().Get(Lookup("u")).held->data->der(), first_);
}

TEST_F(RevocationCacheTest, AStoreThatFailsIsAskedAgain) {
  cache().Get(Fetching("u", first_));
  fixture_.Restart();
  fixture_.store.FailWith(absl::UnavailableError("disk"));
  EXPECT_FALSE(cache().Get(Lookup("u")).held.has_value());
  fixture_.store.FailWith(absl::OkStatus());
  EXPECT_TRUE(cache().Get(Lookup("u")).held.has_value());
}

TEST_F(RevocationCacheTest, ForgetsAbsencesOverTheirBound) {
  RevocationCache::Options options;
  options.max_absent = 1;
  fixture_.Restart({}, {}, options);
  cache().Get(Lookup("u"));
  cache().Get(Lookup("v"));
  ASSERT_THAT(fixture_.store.PutRevocation(Lookup("u").scope, first_,
                                           fixture_.clock.Now()),
              IsOk());
  EXPECT_TRUE(cache().Get(Lookup("u")).held.has_value());
}

TEST_F(RevocationCacheTest, DropsTheLeastRecentlyUsedOverItsBytes) {
  cache().Get(Fetching("u", first_));
  RevocationCache::Options options;
  options.max_crl_bytes = 2 * cache().bytes(RevocationKind::kCrl) + 100;
  fixture_.Restart({}, {}, options);
  cache().Get(Fetching("u", first_));
  cache().Get(Fetching("v", first_));
  cache().Get(Lookup("u"));  // Now "v" is the older one.
  cache().Get(Fetching("w", first_));
  EXPECT_LE(cache().bytes(RevocationKind::kCrl), options.max_crl_bytes);
  fixture_.store.FailWith(absl::UnavailableError("disk"));
  EXPECT_TRUE(cache().Get(Lookup("u")).held.has_value());
  EXPECT_FALSE(cache().Get(Lookup("v")).held.has_value());
  EXPECT_TRUE(cache().Get(Lookup("w")).held.has_value());
}

TEST_F(RevocationCacheTest, GivesButDoesNotHoldWhatIsOverTheWholeBound) {
  RevocationCache::Options options;
  options.max_crl_bytes = 10;
  fixture_.Restart({}, {}, options);
  EXPECT_TRUE(cache().Get(Fetching("u", first_)).held.has_value());
  EXPECT_EQ(cache().bytes(RevocationKind::kCrl), 0);
}

TEST_F(RevocationCacheTest, OneFetchServesAllWhoWait) {
  Gate started, answered;
  RevocationLookup slow = Fetching("u", first_);
  slow.fetch = [&](const std::optional<HeldRevocation>&)
      -> absl::StatusOr<HeldRevocation> {
    ++fetches_;
    started.Open();
    answered.Await();
    return Held(first_);
  };
  std::thread leader([&] { cache().Get(slow); });
  started.Await();
  std::vector<std::thread> waiters;
  std::vector<RevocationResult> results(8);
  for (RevocationResult& result : results) {
    waiters.emplace_back(
        [&, this] { result = cache().Get(Fetching("u", second_)); });
  }
  AwaitInUse(8);
  answered.Open();
  leader.join();
  for (std::thread& waiter : waiters) {
    waiter.join();
  }
  EXPECT_EQ(fetches_, 1);
  for (const RevocationResult& result : results) {
    EXPECT_THAT(result.fetch_status, IsOk());
    ASSERT_TRUE(result.held.has_value());
    EXPECT_EQ(result.held->data->der(), first_);
  }
}

TEST_F(RevocationCacheTest, AWaiterLeavesAtItsDeadlineAndOverTheGate) {
  fixture_.Restart({}, {1, 1});
  Gate started, answered;
  RevocationLookup slow = Fetching("u", first_);
  slow.fetch = [&](const std::optional<HeldRevocation>&)
      -> absl::StatusOr<HeldRevocation> {
    started.Open();
    answered.Await();
    return Held(first_);
  };
  std::thread leader([&] { cache().Get(slow); });
  started.Await();
  RevocationLookup late = Fetching("u", second_);
  late.deadline = fixture_.clock.Now();
  EXPECT_THAT(cache().Get(late).fetch_status,
              HasReason(v1::ERROR_REASON_DEADLINE));
  const auto permit = fixture_.gate->Enter("other.test");
  EXPECT_THAT(cache().Get(Fetching("u", second_)).fetch_status,
              HasReason(v1::ERROR_REASON_OVERLOADED));
  answered.Open();
  leader.join();
  EXPECT_EQ(fetches_, 0);
}

TEST_F(RevocationCacheTest, AWaiterAsksItselfIfTheOthersTimeRanOut) {
  Gate started, answered;
  RevocationLookup hasty = Fetching("u", first_);
  hasty.deadline = fixture_.clock.Now() + absl::Seconds(1);
  hasty.fetch = [&](const std::optional<HeldRevocation>&)
      -> absl::StatusOr<HeldRevocation> {
    started.Open();
    answered.Await();
    return LateError();
  };
  std::thread leader([&] { cache().Get(hasty); });
  started.Await();
  RevocationResult result;
  std::thread waiter(
      [&, this] { result = cache().Get(Fetching("u", second_)); });
  AwaitInUse(1);
  fixture_.clock.Advance(absl::Seconds(2));
  answered.Open();
  leader.join();
  waiter.join();
  EXPECT_THAT(result.fetch_status, IsOk());
  ASSERT_TRUE(result.held.has_value());
  EXPECT_EQ(result.held->data->der(), second_);
}

TEST_F(RevocationCacheTest, WaitersShareTheFailureOfASource) {
  Gate started, answered;
  RevocationLookup failing = Fetching("u", first_);
  failing.fetch = [&](const std::optional<HeldRevocation>&)
      -> absl::StatusOr<HeldRevocation> {
    started.Open();
    answered.Await();
    return DownError();
  };
  std::thread leader([&] { cache().Get(failing); });
  started.Await();
  RevocationResult result;
  std::thread waiter(
      [&, this] { result = cache().Get(Fetching("u", second_)); });
  AwaitInUse(1);
  answered.Open();
  leader.join();
  waiter.join();
  EXPECT_THAT(result.fetch_status, HasReason(v1::ERROR_REASON_FETCH_FAILED));
  EXPECT_FALSE(result.held.has_value());
  EXPECT_EQ(fetches_, 0);
}

}  // namespace
}  // namespace kepil

#include "services/gateway/peer_guard.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

struct Guarded {
  FakeClock clock;
  PeerGuard guard{clock, {2, 3, absl::Seconds(30)}};

  void Fail(int times) {
    for (int i = 0; i < times; ++i) {
      EXPECT_THAT(guard.Enter("xa"), IsOk());
    }
  }
  void Succeed() {
    auto permit = guard.Enter("xa");
    ASSERT_THAT(permit, IsOk());
    permit->Answered();
  }
};

TEST(PeerGuardTest, AtMostSoManyExchangesWithOnePeer) {
  Guarded g;
  auto first = g.guard.Enter("xa");
  {
    const auto second = g.guard.Enter("xa");
    ASSERT_THAT(second, IsOk());
    EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_OVERLOADED));
    EXPECT_THAT(g.guard.Enter("xb"), IsOk());  // Another one's are its own.
  }
  EXPECT_THAT(g.guard.Enter("xa"), IsOk());
}

TEST(PeerGuardTest, AMovedPermitIsGivenBackOnce) {
  Guarded g;
  {
    auto first = g.guard.Enter("xa");
    ASSERT_THAT(first, IsOk());
    PeerGuard::Permit moved = *std::move(first);
    moved.Answered();
    const auto second = g.guard.Enter("xa");
    EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_OVERLOADED));
  }
  const auto again = g.guard.Enter("xa");
  const auto and_again = g.guard.Enter("xa");
  EXPECT_THAT(and_again, IsOk());
}

TEST(PeerGuardTest, AfterSoManyFailuresInARowNobodyAsksForAWhile) {
  Guarded g;
  g.Fail(2);
  g.Succeed();  // The row is broken.
  g.Fail(2);
  EXPECT_THAT(g.guard.Enter("xa"), IsOk());  // The third failure.
  EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_PEER_DOWN));
  EXPECT_THAT(g.guard.Enter("xb"), IsOk());
  g.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_PEER_DOWN));
}

TEST(PeerGuardTest, ThenOneTriesAndTheOthersWait) {
  Guarded g;
  g.Fail(3);
  g.clock.Advance(absl::Seconds(30));
  {
    auto probe = g.guard.Enter("xa");
    ASSERT_THAT(probe, IsOk());
    EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_PEER_DOWN));
    probe->Answered();
  }
  EXPECT_THAT(g.guard.Enter("xa"), IsOk());
}

TEST(PeerGuardTest, AFailedTryClosesAgain) {
  Guarded g;
  g.Fail(3);
  g.clock.Advance(absl::Seconds(30));
  g.Fail(1);
  EXPECT_THAT(g.guard.Enter("xa"), HasReason(v1::ERROR_REASON_PEER_DOWN));
  g.clock.Advance(absl::Seconds(30));
  g.Succeed();
  g.Fail(1);
  EXPECT_THAT(g.guard.Enter("xa"), IsOk());
}

}  // namespace
}  // namespace kepil

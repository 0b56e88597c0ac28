#include "services/evidence/fetch_gate.h"

#include <optional>
#include <utility>
#include <vector>

#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(FetchGateTest, RefusesAtOnceWhatIsOverTheBoundOfAHost) {
  FetchGate gate({10, 2});
  const auto first = gate.Enter("a.test");
  const auto second = gate.Enter("a.test");
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(second, IsOk());
  EXPECT_THAT(gate.Enter("a.test"), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(gate.Enter("b.test"), IsOk());
}

TEST(FetchGateTest, RefusesAtOnceWhatIsOverTheBoundOfAll) {
  FetchGate gate({2, 2});
  const auto first = gate.Enter("a.test");
  const auto waiter = gate.EnterAsWaiter();
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(waiter, IsOk());
  EXPECT_THAT(gate.Enter("b.test"), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(gate.EnterAsWaiter(), HasReason(v1::ERROR_REASON_OVERLOADED));
}

TEST(FetchGateTest, WaitersTakeNoPlaceAtAHost) {
  FetchGate gate({10, 1});
  const auto waiter = gate.EnterAsWaiter();
  const auto other = gate.EnterAsWaiter();
  EXPECT_THAT(waiter, IsOk());
  EXPECT_THAT(other, IsOk());
  EXPECT_THAT(gate.Enter("a.test"), IsOk());
}

TEST(FetchGateTest, APlaceGivenBackIsTakenAgain) {
  FetchGate gate({1, 1});
  EXPECT_THAT(gate.Enter("a.test"), IsOk());  // Given back at once.
  EXPECT_EQ(gate.in_use(), 0);
  EXPECT_THAT(gate.Enter("a.test"), IsOk());
}

TEST(FetchGateTest, AMovedPermitIsGivenBackOnce) {
  FetchGate gate({4, 4});
  const auto other = gate.Enter("a.test");
  {
    auto permit = gate.Enter("a.test");
    ASSERT_THAT(permit, IsOk());
    const FetchGate::Permit moved = *std::move(permit);
    EXPECT_EQ(gate.in_use(), 2);
  }
  EXPECT_EQ(gate.in_use(), 1);
}

}  // namespace
}  // namespace kepil

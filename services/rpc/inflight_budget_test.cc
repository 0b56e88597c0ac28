#include "services/rpc/inflight_budget.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

TEST(InflightBudgetTest, GrantsUpToTheBoundAndRefusesOverIt) {
  InflightBudget budget(100);
  EXPECT_THAT(budget.Take(60), IsOk());
  const absl::Status over = budget.Take(41);
  EXPECT_THAT(over, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(over, HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(budget.Take(40), IsOk());
  EXPECT_EQ(budget.held(), 100);
}

TEST(InflightBudgetTest, RefusalHoldsNothing) {
  InflightBudget budget(100);
  EXPECT_THAT(budget.Take(101), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(budget.held(), 0);
  EXPECT_THAT(budget.Take(std::numeric_limits<int64_t>::max()),
              HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(budget.Take(100), IsOk());
}

TEST(InflightBudgetTest, WhatIsGivenBackCanBeTakenAgain) {
  InflightBudget budget(100);
  EXPECT_THAT(budget.Take(100), IsOk());
  budget.Give(100);
  EXPECT_EQ(budget.held(), 0);
  EXPECT_THAT(budget.Take(100), IsOk());
}

TEST(InflightHoldTest, GivesItselfBackOnce) {
  InflightBudget budget(10);
  {
    auto hold = InflightHold::Take(budget, 6);
    ASSERT_THAT(hold, IsOk());
    EXPECT_THAT(InflightHold::Take(budget, 5),
                HasReason(v1::ERROR_REASON_OVERLOADED));
    InflightHold moved = *std::move(hold);
    EXPECT_EQ(budget.held(), 6);
    moved = InflightHold();
    EXPECT_EQ(budget.held(), 0);
    moved = *InflightHold::Take(budget, 10);
    EXPECT_EQ(budget.held(), 10);
  }
  EXPECT_EQ(budget.held(), 0);
}

}  // namespace
}  // namespace kepil

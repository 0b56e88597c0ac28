#include "services/gateway/digital_use_delivery.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_digital_use_outbox.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

// Takes what it is not told to refuse.
class FakeDigitalSpace : public DigitalSpace {
 public:
  absl::Status Deliver(const v1::DigitalUseEvent& event) override {
    tried.push_back(event.id());
    if (is_down || refused.count(event.id()) != 0) {
      return absl::UnavailableError("down");
    }
    has.push_back(event.id());
    return loses_answers ? absl::UnavailableError("lost") : absl::OkStatus();
  }

  bool is_down = false, loses_answers = false;
  std::set<std::string> refused;
  std::vector<std::string> tried, has;
};

class DigitalUseDeliveryTest : public testing::Test {
 protected:
  void Add(const std::string& id) {
    v1::DigitalUseEvent event;
    event.set_id(id);
    ASSERT_THAT(outbox_.Add(event), IsOk());
  }

  FakeClock clock_;
  MemoryDigitalUseOutbox outbox_;
  FakeDigitalSpace space_;
  DigitalUseDelivery delivery_{{clock_, outbox_, space_}, {}};
};

// Law: PDP-14.
TEST_F(DigitalUseDeliveryTest, DeliversEachOnceAndKeepsNothing) {
  Add("a");
  Add("b");
  EXPECT_EQ(delivery_.Step().delivered, 2);
  EXPECT_EQ(delivery_.Step().delivered, 0);
  EXPECT_THAT(space_.has, ElementsAre("a", "b"));
  EXPECT_EQ(outbox_.size(), 0);
}

// Law: PDP-14.
TEST_F(DigitalUseDeliveryTest, NothingIsLostWhileTheSpaceIsDown) {
  Add("a");
  space_.is_down = true;
  EXPECT_THAT(delivery_.Step().status,
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(outbox_.size(), 1);
  EXPECT_THAT(delivery_.Step().status, IsOk());  // A pause.
  EXPECT_THAT(space_.tried, ElementsAre("a"));
  space_.is_down = false;
  clock_.Advance(absl::Seconds(1));
  delivery_.Step();  // Behind "a" there is nothing: round again.
  EXPECT_EQ(delivery_.Step().delivered, 1);
  EXPECT_THAT(space_.has, ElementsAre("a"));
  EXPECT_EQ(outbox_.size(), 0);
}

// Law: PDP-14.
TEST_F(DigitalUseDeliveryTest, ARepeatHasTheSameId) {
  Add("a");
  space_.loses_answers = true;
  EXPECT_FALSE(delivery_.Step().status.ok());
  space_.loses_answers = false;
  clock_.Advance(absl::Seconds(1));
  delivery_.Step();
  EXPECT_EQ(delivery_.Step().delivered, 1);
  EXPECT_THAT(space_.has, ElementsAre("a", "a"));
}

TEST_F(DigitalUseDeliveryTest, OneThatIsRefusedDoesNotHoldUpTheOthers) {
  Add("a");
  Add("b");
  space_.refused = {"a"};
  EXPECT_EQ(delivery_.Step().delivered, 0);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(delivery_.Step().delivered, 1);
  EXPECT_THAT(space_.has, ElementsAre("b"));
  EXPECT_EQ(delivery_.Step().delivered, 0);
  EXPECT_THAT(space_.tried, ElementsAre("a", "b", "a"));
  EXPECT_EQ(outbox_.size(), 1);
}

TEST_F(DigitalUseDeliveryTest, PausesGrowToTheirBound) {
  Add("a");
  space_.is_down = true;
  for (int i = 0; i < 20; ++i) {
    delivery_.Step();
    delivery_.Step();
    clock_.Advance(absl::Minutes(5));
  }
  const size_t tried = space_.tried.size();
  EXPECT_GE(tried, 20u);
  delivery_.Step();
  delivery_.Step();
  clock_.Advance(absl::Minutes(5) - absl::Seconds(1));
  delivery_.Step();
  delivery_.Step();
  EXPECT_EQ(space_.tried.size(), tried + 1);
}

}  // namespace
}  // namespace kepil

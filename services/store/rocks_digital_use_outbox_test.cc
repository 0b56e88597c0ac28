#include "services/store/rocks_digital_use_outbox.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/raw_rocks.h"
#include "tests/support/fake_clock.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class RocksDigitalUseOutboxTest : public testing::Test {
 protected:
  std::unique_ptr<RocksDigitalUseOutbox> Open(int64_t max_events = 3) {
    auto outbox =
        RocksDigitalUseOutbox::Open({clock_, folder_.db()}, max_events);
    KEPIL_CHECK(outbox.ok());
    return *std::move(outbox);
  }
  static v1::DigitalUseEvent Event(char id) {
    v1::DigitalUseEvent event;
    event.set_id(std::string(16, id));
    event.set_subject_hash(std::string(32, 'h'));
    event.set_requester("kz-bank");
    return event;
  }

  FakeClock clock_;
  RocksFolder folder_;
};

// Law: PDP-14.
TEST_F(RocksDigitalUseOutboxTest, WhatWasAddedIsThereAfterAReopenOldestFirst) {
  {
    const auto outbox = Open();
    ASSERT_THAT(outbox->Add(Event('z')), IsOk());
    clock_.Advance(absl::Microseconds(1));
    ASSERT_THAT(outbox->Add(Event('a')), IsOk());
  }
  folder_.Reopen();
  const auto outbox = Open();
  EXPECT_EQ(outbox->size(), 2);
  const auto waiting = outbox->After("", 10);
  ASSERT_THAT(waiting, IsOk());
  ASSERT_THAT(*waiting, SizeIs(2));
  EXPECT_EQ((*waiting)[0].event.SerializeAsString(),
            Event('z').SerializeAsString());
  EXPECT_EQ((*waiting)[1].event.SerializeAsString(),
            Event('a').SerializeAsString());
}

TEST_F(RocksDigitalUseOutboxTest, GivesWhatStandsBehindAPlace) {
  const auto outbox = Open();
  for (const char id : {'a', 'b', 'c'}) {
    ASSERT_THAT(outbox->Add(Event(id)), IsOk());  // At one time.
  }
  const auto first = outbox->After("", 2);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(*first, SizeIs(2));
  const auto rest = outbox->After(first->back().place, 2);
  ASSERT_THAT(rest, IsOk());
  ASSERT_THAT(*rest, SizeIs(1));
  EXPECT_EQ(rest->front().event.id(), std::string(16, 'c'));
}

TEST_F(RocksDigitalUseOutboxTest, IsBoundedAndHasPlaceAgainAfterADelivery) {
  const auto outbox = Open(1);
  ASSERT_THAT(outbox->Add(Event('a')), IsOk());
  EXPECT_THAT(outbox->Add(Event('b')), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_EQ(outbox->size(), 1);
  const auto waiting = outbox->After("", 1);
  ASSERT_THAT(waiting, IsOk());
  ASSERT_THAT(outbox->Remove(waiting->front().place), IsOk());
  EXPECT_EQ(outbox->size(), 0);
  EXPECT_THAT(outbox->Remove(waiting->front().place), IsOk());
  EXPECT_EQ(outbox->size(), 0);  // Counted once.
  EXPECT_THAT(outbox->Add(Event('b')), IsOk());
}

TEST_F(RocksDigitalUseOutboxTest, TheNodesKeyIsMadeOnceAndIsNoEvent) {
  int made = 0;
  const auto random = [&made](size_t size) {
    return std::string(size, static_cast<char>('a' + made++));
  };
  EXPECT_THAT(Open()->NodeKey(random), IsOkAndHolds(std::string(32, 'a')));
  folder_.Reopen();
  const auto outbox = Open();
  EXPECT_THAT(outbox->NodeKey(random), IsOkAndHolds(std::string(32, 'a')));
  EXPECT_EQ(outbox->size(), 0);
  EXPECT_THAT(outbox->Remove("k"), IsOk());
  EXPECT_THAT(outbox->NodeKey(random), IsOkAndHolds(std::string(32, 'a')));
}

TEST_F(RocksDigitalUseOutboxTest, IsSealedUnderStorageKeys) {
  RocksFolder sealed(MakeTestSealer("k"));
  {
    auto outbox = RocksDigitalUseOutbox::Open({clock_, sealed.db()}, 10);
    ASSERT_THAT(outbox, IsOk());
    ASSERT_THAT((*outbox)->Add(Event('a')), IsOk());
  }
  sealed.Close();
  const std::string key =
      "e/" + NumberKey(absl::ToUnixMicros(clock_.Now())) + std::string(16, 'a');
  EXPECT_THAT(RawRocks(sealed.path()).Get("digital_use", key),
              Not(HasSubstr("kz-bank")));
}

}  // namespace
}  // namespace kepil

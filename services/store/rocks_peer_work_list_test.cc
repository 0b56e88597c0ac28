#include "services/store/rocks_peer_work_list.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using storage::v1::PeerWork;
using ::testing::SizeIs;

PeerWork Work(const std::string& id, int64_t next_at) {
  PeerWork work;
  work.set_receipt_id(id);
  work.set_first_receipt_id("first " + id);
  work.mutable_request()->set_signature("signature of " + id);
  work.mutable_caller()->set_tls_sha256("caller");
  work.set_request_key("key of " + id);
  work.mutable_next_at()->set_seconds(next_at);
  return work;
}

std::unique_ptr<RocksPeerWorkList> ListIn(RocksFolder& folder,
                                          int64_t max_entries = 3) {
  auto list = RocksPeerWorkList::Open(folder.db(), max_entries);
  KEPIL_CHECK(list.ok());
  return *std::move(list);
}

TEST(RocksPeerWorkListTest, WhatWasPutIsThereAfterAReopen) {
  RocksFolder folder;
  {
    const auto list = ListIn(folder);
    ASSERT_THAT(list->Put(Work("a", 20)), IsOk());
    ASSERT_THAT(list->Put(Work("b", 10)), IsOk());
    ASSERT_THAT(list->Put(Work("c", 30)), IsOk());
    ASSERT_THAT(list->Remove("c"), IsOk());
  }
  folder.Reopen();
  const auto list = ListIn(folder);
  EXPECT_EQ(list->size(), 2);
  const auto due = list->Due(absl::FromUnixSeconds(20), 10);
  ASSERT_THAT(due, IsOk());
  ASSERT_THAT(*due, SizeIs(2));
  EXPECT_EQ((*due)[0].receipt_id(), "b");  // The longest waiting first.
  EXPECT_EQ((*due)[0].request().signature(), "signature of b");
  EXPECT_EQ((*due)[1].receipt_id(), "a");
  EXPECT_EQ(list->LaterOf("first a"), "a");
  EXPECT_EQ(list->LaterOf("first c"), std::nullopt);
  EXPECT_EQ(list->FirstOf("caller", "key of b"), "first b");
}

TEST(RocksPeerWorkListTest, GivesWhatIsDueAndSoManyAtOnce) {
  RocksFolder folder;
  const auto list = ListIn(folder);
  ASSERT_THAT(list->Put(Work("a", 20)), IsOk());
  ASSERT_THAT(list->Put(Work("b", 10)), IsOk());
  EXPECT_THAT(*list->Due(absl::FromUnixSeconds(9), 10), SizeIs(0));
  EXPECT_THAT(*list->Due(absl::FromUnixSeconds(19), 10), SizeIs(1));
  EXPECT_THAT(*list->Due(absl::FromUnixSeconds(99), 1), SizeIs(1));
  ASSERT_THAT(list->Put(Work("b", 50)), IsOk());  // Replaces.
  EXPECT_EQ(list->size(), 2);
  EXPECT_EQ((*list->Due(absl::FromUnixSeconds(49), 10))[0].receipt_id(), "a");
}

TEST(RocksPeerWorkListTest, IsBounded) {
  RocksFolder folder;
  const auto list = ListIn(folder, 2);
  ASSERT_THAT(list->Put(Work("a", 1)), IsOk());
  ASSERT_THAT(list->Put(Work("b", 1)), IsOk());
  EXPECT_THAT(list->Put(Work("c", 1)), HasReason(v1::ERROR_REASON_OVERLOADED));
  EXPECT_THAT(list->Put(Work("b", 2)), IsOk());
  ASSERT_THAT(list->Remove("a"), IsOk());
  EXPECT_THAT(list->Remove("a"), IsOk());
  EXPECT_THAT(list->Put(Work("c", 1)), IsOk());
}

TEST(RocksPeerWorkListTest, OnlyTheSameCallerFindsARequestAgain) {
  RocksFolder folder;
  const auto list = ListIn(folder);
  PeerWork work = Work("a", 1);
  ASSERT_THAT(list->Put(work), IsOk());
  EXPECT_EQ(list->FirstOf("another", "key of a"), std::nullopt);
  EXPECT_EQ(list->FirstOf("caller", "another"), std::nullopt);
  work.clear_request_key();
  ASSERT_THAT(list->Put(work), IsOk());
  EXPECT_EQ(list->FirstOf("caller", ""), std::nullopt);
}

TEST(RocksPeerWorkListTest, DamageIsSeenWhenItIsOpened) {
  RocksFolder folder;
  RocksDb::Batch batch(folder.db());
  batch.Put(Family::kPeerWork, "a", "\xff\xff");
  ASSERT_THAT(folder.db().Write(batch, Durability::kSynced), IsOk());
  EXPECT_THAT(RocksPeerWorkList::Open(folder.db(), 3).status(),
              HasReason(v1::ERROR_REASON_STORE_CORRUPT));
}

}  // namespace
}  // namespace kepil

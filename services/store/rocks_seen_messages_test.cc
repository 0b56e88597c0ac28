#include "services/store/rocks_seen_messages.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/rocks_folder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1767225600);

SeenMessage Message(const std::string& origin, int number,
                    absl::Duration kept = absl::Minutes(10)) {
  const std::string text = absl::StrCat(number);
  return {origin, std::string(16 - text.size(), '0') + text, kNow + kept};
}

// Rows of both kinds.
int RowsIn(RocksDb& db) {
  int rows = 0;
  for (const char* prefix : {"m/", "w/"}) {
    EXPECT_THAT(db.Scan({Family::kReceiptIndex, prefix, ""},
                        [&](absl::string_view, absl::string_view) {
                          ++rows;
                          return true;
                        }),
                IsOk());
  }
  return rows;
}

TEST(RocksSeenMessagesTest, AMessageIsNewOnce) {
  RocksFolder folder;
  RocksSeenMessages seen(folder.db());
  EXPECT_THAT(seen.Record(Message("xa", 1), kNow), IsOkAndHolds(true));
  EXPECT_THAT(seen.Record(Message("xa", 1), kNow), IsOkAndHolds(false));
  EXPECT_THAT(seen.Record(Message("xa", 2), kNow), IsOkAndHolds(true));
  // Numbers are each origin's own.
  EXPECT_THAT(seen.Record(Message("xb", 1), kNow), IsOkAndHolds(true));
}

// Another time does not make it another message.
TEST(RocksSeenMessagesTest, ALaterTimeDoesNotMakeItNew) {
  RocksFolder folder;
  RocksSeenMessages seen(folder.db());
  EXPECT_THAT(seen.Record(Message("xa", 1), kNow), IsOkAndHolds(true));
  EXPECT_THAT(seen.Record(Message("xa", 1, absl::Hours(1)), kNow),
              IsOkAndHolds(false));
}

// Law: GWY-03.
TEST(RocksSeenMessagesTest, ARestartForgetsNothing) {
  RocksFolder folder;
  EXPECT_THAT(RocksSeenMessages(folder.db()).Record(Message("xa", 1), kNow),
              IsOkAndHolds(true));
  folder.Reopen();
  EXPECT_THAT(RocksSeenMessages(folder.db()).Record(Message("xa", 1), kNow),
              IsOkAndHolds(false));
}

TEST(RocksSeenMessagesTest, WhatIsStaleIsForgotten) {
  RocksFolder folder;
  RocksSeenMessages seen(folder.db());
  for (int i = 0; i < 40; ++i) {
    EXPECT_THAT(seen.Record(Message("xa", i), kNow), IsOkAndHolds(true));
  }
  EXPECT_EQ(RowsIn(folder.db()), 80);
  // One second before their time all are still known.
  EXPECT_THAT(seen.Record(Message("xa", 39),
                          kNow + absl::Minutes(10) - absl::Seconds(1)),
              IsOkAndHolds(false));
  const absl::Time later = kNow + absl::Minutes(10);
  for (int i = 100; i < 103; ++i) {
    EXPECT_THAT(seen.Record(Message("xa", i, absl::Minutes(20)), later),
                IsOkAndHolds(true));
  }
  EXPECT_EQ(RowsIn(folder.db()), 6);
}

// Its row by time goes with it, whenever its turn would have come.
TEST(RocksSeenMessagesTest, AStaleOneThatComesAgainLeavesOneRow) {
  RocksFolder folder;
  RocksSeenMessages seen(folder.db());
  for (int i = 0; i < 30; ++i) {
    EXPECT_THAT(seen.Record(Message("xa", i), kNow), IsOkAndHolds(true));
  }
  const absl::Time later = kNow + absl::Minutes(10);
  EXPECT_THAT(seen.Record(Message("xa", 29, absl::Minutes(20)), later),
              IsOkAndHolds(true));
  EXPECT_THAT(seen.Record(Message("xa", 50, absl::Minutes(20)), later),
              IsOkAndHolds(true));
  EXPECT_EQ(RowsIn(folder.db()), 4);
  EXPECT_THAT(seen.Record(Message("xa", 29, absl::Minutes(20)), later),
              IsOkAndHolds(false));
}

TEST(RocksSeenMessagesTest, OfManyAtOnceOneIsNew) {
  RocksFolder folder;
  RocksSeenMessages seen(folder.db());
  Mutex mutex;
  int fresh = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto is_new = seen.Record(Message("xa", 7), kNow);
      const MutexLock lock(mutex);
      fresh += is_new.ok() && *is_new ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(fresh, 1);
}

}  // namespace
}  // namespace kepil
